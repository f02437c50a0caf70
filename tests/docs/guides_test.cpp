#include <filesystem>
#include <regex>
#include <string>
#include <vector>

#include "tests/docs/markdown.hpp"
#include "tests/support/catch.hpp"

namespace jwtauth::tests {
namespace {

namespace fs = std::filesystem;

const fs::path root = JWTAUTH_SOURCE_DIR;

TEST_CASE("tests/README.md has a row for each suite") {
  const std::string text = Markdown("tests/README.md").text();
  std::size_t suites = 0;
  for (const auto& entry : fs::directory_iterator(root / "tests")) {
    if (!fs::exists(entry.path() / "CMakeLists.txt")) continue;
    const std::string name = entry.path().filename().string();
    CAPTURE(name);
    CHECK(text.find("[" + name + "](" + name + ")") != std::string::npos);
    ++suites;
  }
  CHECK(suites > 15);
}

TEST_CASE("docs/README.md has every document of docs") {
  const std::string text = Markdown("docs/README.md").text();
  std::size_t documents = 0;
  for (const std::string folder : {"", "guides/"}) {
    for (const auto& entry : fs::directory_iterator(root / "docs" / folder)) {
      const std::string name = folder + entry.path().filename().string();
      if (entry.path().extension() != ".md" || name == "README.md") continue;
      CAPTURE(name);
      CHECK(text.find("](" + name + ")") != std::string::npos);
      ++documents;
    }
  }
  CHECK(documents > 10);
}

TEST_CASE("examples/README.md has every program of embed") {
  const std::string text = Markdown("examples/README.md").text();
  std::size_t programs = 0;
  for (const auto& entry : fs::directory_iterator(root / "examples/embed")) {
    const std::string name = entry.path().filename().string();
    if (entry.path().extension() != ".cpp") continue;
    CAPTURE(name);
    CHECK(text.find("](embed/" + name + ")") != std::string::npos);
    ++programs;
  }
  CHECK(programs > 5);
}

/// What stands in backticks and is a path in the repository, as `src/keys/key.cpp` or `tests/hostile`.
std::vector<std::string> pathsIn(const std::string& text) {
  static const std::regex path("`((?:\\w[\\w.-]*/)+\\w[\\w.-]*|\\w+\\.md)`");
  std::vector<std::string> paths;
  for (auto match = std::sregex_iterator(text.begin(), text.end(), path); match != std::sregex_iterator(); ++match) {
    paths.push_back((*match)[1]);
  }
  return paths;
}

TEST_CASE("every file that docs/how-to-add.md names is there") {
  const auto paths = pathsIn(Markdown("docs/how-to-add.md").text());
  CHECK(paths.size() > 40);
  for (const std::string& path : paths) {
    CAPTURE(path);
    CHECK(fs::exists(root / path));
  }
}

TEST_CASE("a path in a guide is known by its backticks and slashes") {
  CHECK(pathsIn("`src/a.cpp`, `README.md` and `tests/b`, but not `accept`, src/c.cpp or `a b/c`") ==
        std::vector<std::string>{"src/a.cpp", "README.md", "tests/b"});
}

}  // namespace
}  // namespace jwtauth::tests
