// Inputs of a fuzz target go in, as files and folders; each is run once, without libFuzzer. Refused: to run none.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/fuzz/target.hpp"

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> filesIn(const fs::path& place) {
  if (!fs::is_directory(place)) return {place};
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(place)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<std::uint8_t> bytesOf(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

int main(int count, char** arguments) {
  int run = 0;
  for (const std::string& place : std::vector<std::string>(arguments + 1, arguments + count)) {
    if (!fs::exists(place)) continue;
    for (const fs::path& path : filesIn(place)) {
      std::cout << path.string() << std::endl;  // flushed: of a finding it is the last line
      const auto bytes = bytesOf(path);
      LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
      ++run;
    }
  }
  std::cout << run << " inputs run\n";
  return run > 0 ? 0 : 1;
}
