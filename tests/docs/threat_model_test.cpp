#include <stdexcept>
#include <string>
#include <vector>

#include "tests/docs/markdown.hpp"
#include "tests/support/catch.hpp"

namespace jwtauth::tests {
namespace {

/// What a row says is in a file: the name of a test, or a piece of code. Empty: that there is such a file.
struct Evidence {
  std::string path;
  std::string text;
};

bool isPath(const std::string& text) {
  return text.find('/') != std::string::npos && text.find(' ') == std::string::npos &&
         (text.ends_with(".cpp") || text.ends_with(".hpp") || text.ends_with(".py") || text.ends_with(".txt"));
}

/// Of "`PATH`: "a name", `some code`; `PATH`" what it says of each file.
std::vector<Evidence> evidenceIn(const std::string& cell) {
  std::vector<Evidence> evidence;
  std::string path;
  for (std::size_t begin = cell.find_first_of("`\""); begin != std::string::npos;) {
    const std::size_t end = cell.find(cell[begin], begin + 1);
    if (end == std::string::npos) throw std::invalid_argument("a quotation without an end");
    const std::string text = cell.substr(begin + 1, end - begin - 1);
    if (isPath(text)) path = text;
    if (path.empty()) throw std::invalid_argument("a quotation of no file");
    evidence.push_back({path, isPath(text) ? "" : text});
    begin = cell.find_first_of("`\"", end + 1);
  }
  return evidence;
}

bool isThere(const Evidence& evidence) {
  return Markdown(evidence.path).text().find(evidence.text) != std::string::npos;
}

TEST_CASE("each promise of the threat model names a test, and each limit a place in the code, that is there") {
  std::size_t promises = 0, limits = 0;
  for (const auto& table : Markdown("docs/threat-model.md").tables()) {
    const std::string kind = table.front().back();
    if (kind != "Held by" && kind != "In the code") continue;
    for (std::size_t row = 1; row < table.size(); ++row) {
      ++(kind == "Held by" ? promises : limits);
      CAPTURE(table[row].front());
      const std::vector<Evidence> all = evidenceIn(table[row].back());
      CHECK(!all.empty());
      for (const Evidence& evidence : all) {
        CAPTURE(evidence.path, evidence.text);
        CHECK(isThere(evidence));
        if (kind == "Held by") CHECK(evidence.path.starts_with("tests/"));
      }
    }
  }
  CHECK(promises > 30);
  CHECK(limits > 20);
}

TEST_CASE("evidence that is not there, or of no file, is found") {
  const auto all = evidenceIn("`tests/hostile/cnf_test.cpp`: \"no such test\"; `src/stages/claim_checks.cpp`: `lastSecond`");
  REQUIRE(all.size() == 4);
  CHECK(isThere(all[0]));
  CHECK_FALSE(isThere(all[1]));
  CHECK(isThere(all[2]));
  CHECK(isThere(all[3]));
  CHECK_THROWS(isThere({"tests/hostile/no_such_test.cpp", ""}));
  CHECK_THROWS(evidenceIn("\"a test of no file\""));
  CHECK_THROWS(evidenceIn("`tests/hostile/cnf_test.cpp`: \"a name without an end"));
}

}  // namespace
}  // namespace jwtauth::tests
