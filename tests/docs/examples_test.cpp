#include <filesystem>
#include <regex>

#include "tests/docs/markdown.hpp"
#include "tests/docs/region.hpp"
#include "tests/support/catch.hpp"

namespace jwtauth::tests {
namespace {

namespace fs = std::filesystem;

const fs::path root = JWTAUTH_SOURCE_DIR;

/// Every Markdown file of the project, by its path from the root.
std::vector<std::string> documents() {
  std::vector<std::string> paths;
  for (auto entry = fs::recursive_directory_iterator(root); entry != fs::recursive_directory_iterator(); ++entry) {
    const std::string name = entry->path().filename().string();
    const bool foreign = name == "node_modules" || name == ".git" || name.starts_with("build");
    if (entry->is_directory() && foreign) entry.disable_recursion_pending();
    if (entry->path().extension() == ".md") paths.push_back(fs::relative(entry->path(), root).string());
  }
  return paths;
}

TEST_CASE("every C++ block of the documents is a region of a compiled example") {
  std::size_t blocks = 0;
  for (const std::string& document : documents()) {
    const Markdown markdown(document);
    CAPTURE(document);
    const auto regions = markdown.regions();
    CHECK(regions.size() == markdown.blocks("cpp").size());
    for (const auto& [place, text] : regions) {
      CAPTURE(place);
      CHECK(text == regionText(place));
      ++blocks;
    }
  }
  CHECK(blocks >= 2);
}

TEST_CASE("every relative link of the documents leads to a file") {
  static const std::regex link(R"(\]\(([^)#\s]+)(#[^)]*)?\))");
  std::size_t links = 0;
  for (const std::string& document : documents()) {
    const std::string text = Markdown(document).text();
    for (auto match = std::sregex_iterator(text.begin(), text.end(), link); match != std::sregex_iterator(); ++match) {
      const std::string target = (*match)[1];
      if (target.find("://") != std::string::npos) continue;
      CAPTURE(document, target);
      CHECK(fs::exists(root / fs::path(document).parent_path() / target));
      ++links;
    }
  }
  CHECK(links >= 20);
}

}  // namespace
}  // namespace jwtauth::tests
