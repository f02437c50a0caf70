// A folder of keys and tokens goes in; out come what a peer refuses, shown before anything is timed, and then, for each
// line "ALGORITHM MILLISECONDS" that is read, the processor time of one token. A peer that accepts a token it should
// refuse, or the other way round, ends with an error.
#include "bench/peers/cpp/peer.hpp"

#include <algorithm>
#include <ctime>
#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <vector>

namespace jwtauth::bench {
namespace {

/// Of the whole process, so that no library hides work in threads of its own.
double processorSeconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

struct Prepared {
  std::string token;
  Verify verify;
  std::vector<std::string> refused;
};

std::vector<std::filesystem::path> sorted(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  return paths;
}

Prepared shown(const Peer& peer, const Material& material, Verify verify) {
  Prepared prepared{material.token(), std::move(verify), {}};
  for (const auto& file : sorted(material.folder / "refuse")) {
    const std::string name = file.filename().string();
    if (!name.starts_with(peer.refuses)) continue;
    if (prepared.verify(contentsOf(file))) throw std::runtime_error(material.algorithm() + ": accepted " + name);
    prepared.refused.push_back(name);
  }
  if (!prepared.verify(prepared.token)) throw std::runtime_error(material.algorithm() + ": refused the good token");
  return prepared;
}

std::string listOf(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "\"" : ",\"") + name + '"';
  return '[' + text + ']';
}

struct Slice {
  double microseconds;
  std::uint64_t tokens;
};

Slice measure(const Prepared& prepared, double seconds) {
  const auto repeat = [&](std::uint64_t times) {
    for (std::uint64_t i = 0; i < times; ++i) {
      if (!prepared.verify(prepared.token)) throw std::runtime_error("refused the good token while it was timed");
    }
  };
  std::uint64_t tokens = 0, batch = 1;
  const double start = processorSeconds();
  double spent = 0;
  while (spent < seconds) {
    repeat(batch);
    tokens += batch;
    spent = processorSeconds() - start;
    if (spent < seconds / 20) batch *= 2;  // so that the clock is asked seldom
  }
  return {spent / static_cast<double>(tokens) * 1e6, tokens};
}

void answer(const Peer& peer, const std::filesystem::path& folder) {
  std::map<std::string, Prepared> algorithms;
  std::string refused;
  for (const auto& path : sorted(folder)) {
    const Material material{path};
    std::optional<Verify> verify = peer.prepare(material);
    if (!verify) continue;
    const Prepared& prepared =
        algorithms.emplace(material.algorithm(), shown(peer, material, *std::move(verify))).first->second;
    refused += (refused.empty() ? "\"" : ",\"") + material.algorithm() + "\":" + listOf(prepared.refused);
  }
  std::cout << R"({"version":")" << peer.version << R"(","refused":{)" << refused << "}}" << std::endl;

  std::string algorithm;
  for (double milliseconds = 0; std::cin >> algorithm >> milliseconds;) {
    const Slice slice = measure(algorithms.at(algorithm), milliseconds / 1000);
    std::cout << R"({"us":)" << slice.microseconds << R"(,"tokens":)" << slice.tokens << '}' << std::endl;
  }
}

}  // namespace

std::string contentsOf(const std::filesystem::path& file) {
  std::ifstream input(file, std::ios::binary);
  if (!input) throw std::runtime_error("cannot read " + file.string());
  return {std::istreambuf_iterator<char>(input), {}};
}

int serve(const Peer& peer, int count, char** arguments) try {
  if (count < 2) throw std::runtime_error("expected the folder of keys and tokens");
  answer(peer, arguments[1]);
  return 0;
} catch (const std::exception& problem) {
  std::cerr << arguments[0] << ": " << problem.what() << '\n';
  return 1;
}

}  // namespace jwtauth::bench
