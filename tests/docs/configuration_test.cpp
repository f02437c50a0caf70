#include <algorithm>
#include <string>

#include "jwtauth/config_json.hpp"
#include "jwtauth/jwt_authentication_mechanism.hpp"
#include "tests/docs/markdown.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/config_text.hpp"
#include "tests/support/expect.hpp"

namespace jwtauth::tests {
namespace {

std::string refusalOfJson(const std::string& json) {
  return refusalOf([&] { return JwtAuthenticationMechanism(configFromJson(json)); });
}

std::string withoutTicks(std::string cell) {
  std::erase(cell, '`');
  return cell;
}

TEST_CASE("every JSON example of the documents makes a mechanism") {
  for (const auto& [path, count] : {std::pair<const char*, std::size_t>("docs/configuration.md", 3),
                                    std::pair<const char*, std::size_t>("docs/restheart-differences.md", 1)}) {
    const auto examples = Markdown(path).blocks("json");
    CAPTURE(path);
    CHECK(examples.size() == count);
    for (const std::string& example : examples) {
      CAPTURE(example);
      CHECK(refusalOfJson(example) == "");
    }
  }
}

TEST_CASE("every configuration shown as refused is refused with the sentence shown") {
  const auto examples = Markdown("docs/configuration.md").blocks("text");
  CHECK(examples.size() == 8);
  for (const std::string& example : examples) {
    const std::size_t end = example.find('\n');
    CHECK(refusalOfJson(example.substr(0, end)) + "\n" == example.substr(end + 1));
  }
}

/// The rows of the tables of settings, in their order.
std::vector<std::vector<std::string>> settingRows() {
  const Markdown document("docs/configuration.md");
  auto rows = document.tableRows("## Settings");
  for (const char* heading : {"## Keys from elsewhere", "## Revoked tokens"}) {
    for (const auto& row : document.tableRows(heading)) rows.push_back(row);
  }
  return rows;
}

TEST_CASE("the tables of settings name every setting with its default") {
  const std::string defaults = textOf(JwtAuthenticationConfig{});
  const auto rows = settingRows();
  for (const auto& row : rows) {
    const std::string json = "{\"" + withoutTicks(row.at(0)) + "\": " + withoutTicks(row.at(1)) + "}";
    CAPTURE(json);
    CHECK(textOf(configFromJson(json)) == defaults);
  }
  // One line of textOf a setting; `enabled` and clientCertificateHeader are not part of the configuration, KeySource
  // has seventeen settings, RevocationSource three.
  const auto lines = static_cast<std::size_t>(std::count(defaults.begin(), defaults.end(), '\n')) + 1;
  CHECK(rows.size() == lines + 2 + 17 + 3);
}

TEST_CASE("an error lists the settings of the tables, in their order") {
  std::string settings;
  for (const auto& row : settingRows()) settings += (settings.empty() ? "" : ", ") + withoutTicks(row.at(0));
  CHECK(refusalOfJson(R"({"jwtConfigProvider": {"colour": "blue"}})") ==
        "colour: not a setting of jwtConfigProvider; expected one of " + settings);
}

}  // namespace
}  // namespace jwtauth::tests
