#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include "jwtauth/clock.hpp"
#include "jwtauth/config_json.hpp"
#include "jwtauth/jwt_authentication_mechanism.hpp"
#include "jwtauth/testing.hpp"
#include "src/configuration/yaml_to_json.hpp"
#include "tests/docs/markdown.hpp"
#include "tests/support/expect.hpp"
#include "tools/jwtauth/known_issuers.hpp"

namespace jwtauth::tests {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;
using testing::TokenIssuer;

namespace fs = std::filesystem;

/// A page of docs/issuers: a configuration, the claims of a token that it lets in, what another token has otherwise.
struct IssuerPage {
  explicit IssuerPage(const std::string& path)
      : text(Markdown(path).text()), yaml(Markdown(path).blocks("yaml")), json(Markdown(path).blocks("json")) {
    title = text.substr(2, text.find('\n') - 2);
  }

  /// What stands in backticks in the sentence that begins so.
  std::vector<std::string> namedIn(const std::string& beginning) const {
    static const std::regex name("`([^`]+)`");
    const std::size_t begin = text.find(beginning);
    REQUIRE(begin != std::string::npos);
    const std::string sentence = text.substr(begin, text.find("\n\n", begin) - begin);
    std::vector<std::string> names;
    for (auto match = std::sregex_iterator(sentence.begin(), sentence.end(), name); match != std::sregex_iterator();
         ++match) {
      names.push_back((*match)[1]);
    }
    return names;
  }

  std::string text, title;
  std::vector<std::string> yaml, json;
};

std::vector<IssuerPage> issuerPages() {
  std::vector<IssuerPage> pages;
  for (const auto& entry : fs::directory_iterator(JWTAUTH_SOURCE_DIR "/docs/issuers")) {
    const std::string name = entry.path().filename().string();
    if (name != "README.md") pages.emplace_back("docs/issuers/" + name);
  }
  return pages;
}

const TokenIssuer& signerFor(Algorithm algorithm) {
  static std::map<Algorithm, TokenIssuer> made;
  return made.try_emplace(algorithm, algorithm).first->second;
}

std::string tokenWith(json claims, const std::string& changes, const JwtAuthenticationConfig& config) {
  const auto now = static_cast<long long>(wallNow().time_since_epoch().count());
  claims.update({{"iat", now}, {"exp", now + 300}});
  claims.update(json::parse(changes));
  for (auto claim = claims.begin(); claim != claims.end();) {
    claim = claim->is_null() ? claims.erase(claim) : std::next(claim);
  }
  auto token = signerFor(config.algorithm).token().payloadText(claims.dump());
  if (!config.requiredType.empty()) token.header("typ", config.requiredType);
  return token.sign();
}

TEST_CASE("the block of each issuer lets in the token on its page, and keeps out the one that resembles it") {
  const auto pages = issuerPages();
  CHECK(pages.size() > 40);
  for (const IssuerPage& page : pages) {
    CAPTURE(page.title);
    REQUIRE((page.yaml.size() == 1 && page.json.size() == 2));
    const ConfiguredMechanism configured = mechanismsFromJson(yamlToJson(page.yaml.front()).dump()).front();
    const JwtAuthenticationConfig& config = configured.config;
    CHECK(configured.keySource.isFetched());
    const JwtAuthenticationMechanism auth(
        config, singleKey(VerificationKey::fromText(config.algorithm, signerFor(config.algorithm).key())));
    const json claims = json::parse(page.json[0]);
    const auto who = auth.verifyToken(tokenWith(claims, "{}", config));
    REQUIRE(codeOf(who) == "none");
    std::vector<std::string> named{std::string(who->name())};
    named.insert(named.end(), who->roles().begin(), who->roles().end());
    CHECK(page.namedIn("\nThe user is ") == named);
    const std::string resembling = page.text.substr(page.text.find("## What it keeps out"));
    const std::size_t code = resembling.find("refused with `") + std::string_view("refused with `").size();
    CHECK(codeOf(auth.verifyToken(tokenWith(claims, page.json[1], config))) ==
          resembling.substr(code, resembling.find('`', code) - code));
  }
}

TEST_CASE("docs/issuers/README.md has every issuer by its name") {
  const std::string text = Markdown("docs/issuers/README.md").text();
  for (const IssuerPage& page : issuerPages()) {
    CAPTURE(page.title);
    CHECK(text.find("- [" + page.title + "](") != std::string::npos);
  }
}

TEST_CASE("every configuration of the guides is one") {
  std::size_t blocks = 0;
  for (const auto& entry : fs::directory_iterator(JWTAUTH_SOURCE_DIR "/docs/guides")) {
    for (const std::string& yaml : Markdown("docs/guides/" + entry.path().filename().string()).blocks("yaml")) {
      CAPTURE(entry.path().filename(), yaml);
      CHECK_FALSE(mechanismsFromJson(yamlToJson(yaml).dump()).empty());
      ++blocks;
    }
  }
  CHECK(blocks >= 3);
}

TEST_CASE("jwtauth configure advises what the issuer's page shows") {
  std::map<std::string, ordered_json> blocks;
  for (const IssuerPage& page : issuerPages()) blocks[page.title] = yamlToJson(page.yaml.front());
  for (const commandLine::KnownIssuer& known : commandLine::knownIssuers) {
    CAPTURE(known.name);
    REQUIRE(blocks.count(std::string(known.name)) == 1);
    const ordered_json& block = blocks.at(std::string(known.name));
    CHECK(block["issuer"].dump().find(known.mark) != std::string::npos);
    for (const commandLine::Line& line : known.lines) {
      if (line.setting.empty()) continue;
      CAPTURE(line.setting);
      REQUIRE(block.contains(std::string(line.setting)));
      CHECK(block[std::string(line.setting)] == ordered_json::parse(line.value));
    }
  }
}

}  // namespace
}  // namespace jwtauth::tests
