// Inputs of a fuzz target go in, as files and folders; each is run as it is, and then with a few changes of the
// target's own mutator, the same in every run, without libFuzzer. Refused: to run none.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/fuzz/mutation.hpp"
#include "tests/fuzz/target.hpp"

namespace {

namespace fs = std::filesystem;
using Bytes = std::vector<std::uint8_t>;

constexpr unsigned changesOfInput = 4;
constexpr std::size_t maxInputBytes = 8192;

std::vector<fs::path> filesIn(const fs::path& place) {
  if (!fs::is_directory(place)) return {place};
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(place)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

Bytes bytesOf(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(file), {}};
}

void run(const Bytes& input) {
  LLVMFuzzerTestOneInput(input.data(), input.size());
}

/// Each change builds on the one before.
void runChanged(Bytes input, unsigned seed) {
  for (unsigned i = 0; i < changesOfInput; ++i) {
    const std::size_t size = input.size();
    input.resize(std::max(size, maxInputBytes));
    input.resize(LLVMFuzzerCustomMutator(input.data(), size, input.size(), seed + i));
    run(input);
  }
}

}  // namespace

int main(int count, char** arguments) {
  unsigned inputs = 0;
  for (const std::string& place : std::vector<std::string>(arguments + 1, arguments + count)) {
    if (!fs::exists(place)) continue;
    for (const fs::path& path : filesIn(place)) {
      std::cout << path.string() << std::endl;  // flushed: of a finding it is the last line
      const Bytes bytes = bytesOf(path);
      run(bytes);
      runChanged(bytes, ++inputs * changesOfInput);
    }
  }
  std::cout << inputs << " inputs run, and each with " << changesOfInput << " changes\n";
  return inputs > 0 ? 0 : 1;
}
