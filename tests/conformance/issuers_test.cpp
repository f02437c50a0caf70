// Tokens in the shapes of real issuers, each with a configuration and what must come of it: who it is, or the refusal
// and what the explanation says of it. They are not part of this repository: the environment variable
// JWTAUTH_CONFORMANCE names the folder that holds issuers/cases.jsonl; without it nothing is replayed.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>

#include "jwtauth/issuer_router.hpp"
#include "jwtauth/remote_key_source.hpp"
#include "jwtauth/testing.hpp"
#include "src/text/base64url.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/expect.hpp"
#include "tests/support/temporary_file.hpp"

namespace jwtauth::tests {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::TokenIssuer;

json withMoments(json value, long long now) {
  if (value.is_structured()) {
    for (json& member : value) member = withMoments(member, now);
  } else if (value.is_string()) {
    const std::string text = value;
    if (text.starts_with("@+") || text.starts_with("@-")) return now + std::stoll(text.substr(1));
  }
  return value;
}

std::string secretOf(const json& key) {
  const std::string usual = "a-secret-that-only-the-issuer-has-";
  return key.value("secret", usual + usual);
}

/// RSA keys take a while: those of one place in a case are the same in all cases.
TokenIssuer issuerWith(const json& key, std::size_t place) {
  const Algorithm algorithm = *parseAlgorithm(key["alg"].get<std::string>());
  if (isHmac(algorithm)) return TokenIssuer::fromKey(algorithm, secretOf(key), "", "");
  static std::map<std::pair<Algorithm, std::size_t>, TokenIssuer> made;
  return made.try_emplace({algorithm, place}, algorithm).first->second;
}

json jwkOf(const json& key, const TokenIssuer& issuer) {
  json jwk = json::parse(issuer.jwk());
  jwk.erase("kid");
  if (key.contains("kid")) jwk["kid"] = key["kid"];
  const json changes = key.value("jwk", json::object());
  for (const auto& [name, value] : changes.items()) jwk[name] = value;
  for (auto member = jwk.begin(); member != jwk.end();) member = member->is_null() ? jwk.erase(member) : ++member;
  return jwk;
}

/// One line of the file, and what is made of it.
class Case {
 public:
  explicit Case(const json& line) : line_(line) {
    for (std::size_t i = 0; i < line["keys"].size(); ++i) issuers_.push_back(issuerWith(line["keys"][i], i));
  }

  std::string id() const { return line_["id"]; }

  /// What is otherwise than it must be; empty when nothing is.
  std::string fault() const {
    try {
      return faultOf(router());
    } catch (const ConfigurationError& error) {
      return std::string("configuration refused: ") + error.what();
    }
  }

 private:
  std::string token() const {
    if (line_.contains("raw")) return line_["raw"];
    const auto now = static_cast<long long>(wallNow().time_since_epoch().count());
    const auto token = signer()
                           .token()
                           .headerText(withMoments(line_["header"], now).dump())
                           .payloadText(withMoments(line_["payload"], now).dump());
    return sent().value("padded", false) ? token.padded() : token.sign();
  }

  json sent() const { return line_.value("sent", json::object()); }

  /// Where the token comes: in Authorization, unless the case says otherwise.
  std::pair<std::string, std::string> field() const {
    const json place = sent();
    if (place.contains("cookie")) return {"Cookie", place["cookie"].get<std::string>() + '=' + token()};
    if (place.contains("header")) return {place["header"], token()};
    return {"Authorization", "Bearer " + token()};
  }

  /// A key is published by itself where its id stands in the address.
  RemoteJwksOptions keyServer() const {
    RemoteJwksOptions options;
    if (line_["keySource"] != "pemByKid") return options;
    options.fetch = [this](const FetchRequest& request) -> FetchedDocument {
      for (std::size_t i = 0; i < issuers_.size(); ++i) {
        if (request.url.ends_with('/' + line_["keys"][i]["kid"].get<std::string>())) {
          return {issuers_[i].publicKeyPem(), {}};
        }
      }
      throw FetchError("HTTP status 403; expected 200");
    };
    return options;
  }

  const TokenIssuer& signer() const {
    std::size_t place = 0;
    while (line_["keys"][place]["name"].get<std::string>() != line_["signedBy"].get<std::string>()) ++place;
    return issuers_[place];
  }

  json configuration() const {
    json config = line_["config"];
    json published = json::array(), secrets = json::array();
    for (std::size_t i = 0; i < issuers_.size(); ++i) {
      const json& key = line_["keys"][i];
      if (!key.value("publish", true)) continue;
      (isHmac(issuers_[i].algorithm()) ? secrets : published).push_back(jwkOf(key, issuers_[i]));
    }
    if (!published.empty() && line_["keySource"].get<std::string>() == "jwks") {
      config["jwksFile"] = written("jwks.json", json{{"keys", published}});
    }
    if (line_["keySource"] == "x509Map") config["jwksFile"] = written("certificates.json", certificates());
    if (!secrets.empty()) config["keys"] = secrets;
    return config;
  }

  json certificates() const {
    json map = json::object();
    for (std::size_t i = 0; i < issuers_.size(); ++i) {
      map[line_["keys"][i]["kid"].get<std::string>()] = issuers_[i].certificatePem();
    }
    return map;
  }

  std::string written(const char* name, const json& document) const {
    std::ofstream(folder_.path() / name) << document.dump();
    return (folder_.path() / name).string();
  }

  IssuerRouter router() const {
    std::vector<JwtAuthenticationMechanism> mechanisms;
    for (const ConfiguredMechanism& configured : mechanismsFromJson(configuration().dump())) {
      const auto keys = openKeySource(configured, keyServer());
      if (keys) keys->prefetch();
      mechanisms.push_back(keys ? JwtAuthenticationMechanism(configured.config, keys)
                                : JwtAuthenticationMechanism(configured.config));
    }
    return IssuerRouter(std::move(mechanisms));
  }

  std::string faultOf(const AuthenticationMechanism& auth) const {
    const json& expected = line_["expect"];
    const auto [name, value] = field();
    const RequestField one{name, value};
    const std::string_view authorization = value;
    const bool isUsual = name == "Authorization";
    const Request request{.authorization = {&authorization, isUsual ? 1u : 0u}, .method = "GET", .fields = {&one, 1}};
    const auto who = auth.authenticate(request);
    if (expected["outcome"].get<std::string>() == "refuse") return refusalFault(expected, who, auth.explain(request));
    if (!who) return codeOf(who) + ": " + std::string(who.error().detail);
    if (who->name() != expected["username"].get<std::string>()) return "the user is " + std::string(who->name());
    const auto sorted = [](std::vector<std::string> names) {
      std::sort(names.begin(), names.end());
      return names;
    };
    const auto roles = who->roles();
    if (sorted({roles.begin(), roles.end()}) != sorted(expected["roles"].get<std::vector<std::string>>()))
      return "other roles";
    if (expected.contains("scopes") && who->scopes() != expected["scopes"].get<std::vector<std::string>>())
      return "other scopes";
    return {};
  }

  static std::string refusalFault(const json& expected, const Result<Principal>& who, const Explanation& explanation) {
    if (codeOf(who) != expected["code"].get<std::string>()) return "the code is " + codeOf(who);
    std::string hints;
    for (const std::string& hint : explanation.hints) hints += hint + '\n';
    const auto says = [&](const std::string& words) {
      return std::regex_search(hints, std::regex(words, std::regex::icase));
    };
    for (const std::string words : expected.value("says", json::array())) {
      if (!says(words)) return "does not say " + words + ": " + hints;
    }
    for (const std::string words : expected.value("saysNot", json::array())) {
      if (says(words)) return "says " + words + ": " + hints;
    }
    return {};
  }

  json line_;
  TemporaryFolder folder_;
  std::vector<TokenIssuer> issuers_;
};

TEST_CASE("tokens in the shapes of real issuers are accepted, refused and explained as they must be") {
  const char* folder = std::getenv("JWTAUTH_CONFORMANCE");
  std::ifstream lines(fs::path(folder == nullptr ? "" : folder) / "issuers" / "cases.jsonl");
  if (!lines) {
    std::cout << "skipped: tokens of real issuers, JWTAUTH_CONFORMANCE names no folder with them\n";
    return;
  }
  int right = 0, all = 0;
  for (std::string line; std::getline(lines, line); ++all) {
    const Case one(json::parse(line));
    const std::string fault = one.fault();
    CAPTURE(one.id(), fault);
    CHECK(fault.empty());
    if (fault.empty()) ++right;
  }
  std::cout << "tokens of real issuers: " << right << " of " << all << " as they must be\n";
}

}  // namespace
}  // namespace jwtauth::tests
