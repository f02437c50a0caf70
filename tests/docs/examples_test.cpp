#include <algorithm>
#include <cctype>
#include <filesystem>
#include <regex>
#include <sstream>

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

TEST_CASE("every block of C++, C and Python in the documents is a region of an example that is run") {
  std::size_t blocks = 0;
  for (const std::string& document : documents()) {
    const Markdown markdown(document);
    CAPTURE(document);
    const auto regions = markdown.regions();
    CHECK(regions.size() ==
          markdown.blocks("cpp").size() + markdown.blocks("c").size() + markdown.blocks("python").size());
    for (const auto& [place, text] : regions) {
      CAPTURE(place);
      CHECK(text == regionText(place));
      ++blocks;
    }
  }
  CHECK(blocks >= 2);
}

TEST_CASE("every configuration of a proxy is shown as its tests run it") {
  std::vector<std::string> shown;
  for (const std::string& document : documents()) {
    for (const auto& [path, text] : Markdown(document).files()) {
      CAPTURE(document, path);
      CHECK(text == Markdown(path).text());
      shown.push_back(path);
    }
  }
  for (const auto& file : fs::directory_iterator(root / "integrations/forward_auth/proxies")) {
    const std::string path = fs::relative(file.path(), root).string();
    CAPTURE(path);
    CHECK(std::count(shown.begin(), shown.end(), path) == 1);
  }
}

/// A heading's anchor, as GitHub makes it.
std::string anchorOf(const std::string& heading) {
  std::string anchor;
  for (const char character : heading) {
    const auto byte = static_cast<unsigned char>(character);
    if (character == ' ') anchor += '-';
    if (byte >= 0x80 || std::isalnum(byte) != 0 || character == '-' || character == '_') {
      anchor += static_cast<char>(std::tolower(byte));
    }
  }
  return anchor;
}

bool hasHeading(const std::string& document, const std::string& anchor) {
  std::istringstream text(Markdown(document).text());
  for (std::string line; std::getline(text, line);) {
    const std::size_t begin = line.find_first_not_of('#');
    if (line.starts_with("#") && begin != std::string::npos && anchorOf(line.substr(begin + 1)) == anchor) return true;
  }
  return false;
}

TEST_CASE("every relative link of the documents leads to a file, and to a heading in it") {
  static const std::regex link(R"(\]\(([^)#\s]*)(?:#([^)]*))?\))");
  std::size_t links = 0, anchors = 0;
  for (const std::string& document : documents()) {
    const std::string text = Markdown(document).text();
    for (auto match = std::sregex_iterator(text.begin(), text.end(), link); match != std::sregex_iterator(); ++match) {
      const std::string target = (*match)[1], anchor = (*match)[2];
      if (target.find("://") != std::string::npos) continue;
      CAPTURE(document, target, anchor);
      const fs::path folder = fs::path(document).parent_path();
      const std::string linked = target.empty() ? document : (folder / target).lexically_normal().string();
      CHECK(fs::exists(root / linked));
      ++links;
      if (anchor.empty() || !linked.ends_with(".md")) continue;
      CHECK(hasHeading(linked, anchor));
      ++anchors;
    }
  }
  CHECK(links >= 20);
  CHECK(anchors >= 5);
}

}  // namespace
}  // namespace jwtauth::tests
