#include <filesystem>
#include <string>

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
  for (const auto& entry : fs::directory_iterator(root / "docs")) {
    const std::string name = entry.path().filename().string();
    if (entry.path().extension() != ".md" || name == "README.md") continue;
    CAPTURE(name);
    CHECK(text.find("](" + name + ")") != std::string::npos);
    ++documents;
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

}  // namespace
}  // namespace jwtauth::tests
