#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/docs/markdown.hpp"
#include "tests/support/catch.hpp"

namespace jwtauth::tests {
namespace {

using Names = std::vector<std::string>;

Names cells() {
  Names names;
  for (const auto& entry : std::filesystem::directory_iterator(JWTAUTH_SOURCE_DIR "/scripts/cells")) {
    names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// What stands between two texts, wherever both are in one line.
Names between(const std::string& opening, const std::string& closing, const std::string& text) {
  Names names;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t begin = line.find(opening);
    if (begin == std::string::npos) continue;
    const std::size_t end = line.find(closing, begin + opening.size());
    if (end != std::string::npos) names.push_back(line.substr(begin + opening.size(), end - begin - opening.size()));
  }
  std::sort(names.begin(), names.end());
  return names;
}

TEST_CASE("the platforms are the cells that scripts/matrix runs") {
  REQUIRE_FALSE(cells().empty());
  const std::string page = Markdown("docs/platforms.md").text();
  const std::string firstTable = page.substr(0, page.find("\n## "));
  CHECK(between("| `", "` |", firstTable) == cells());
}

TEST_CASE("each cell has a job in the workflow of the matrix") {
  CHECK(between("{cell: ", ",", Markdown(".github/workflows/matrix.yml").text()) == cells());
}

}  // namespace
}  // namespace jwtauth::tests
