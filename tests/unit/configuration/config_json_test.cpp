#include "jwtauth/config_json.hpp"

#include <string>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/config_text.hpp"

namespace jwtauth::tests {
namespace {

std::string read(std::string_view json) {
  return textOf(configFromJson(json));
}

JwtAuthenticationConfig tutorialConfig() {
  return {.algorithm = Algorithm::RS256,
          .key = "MIIC",
          .issuer = "https://tenant.eu.auth0.com/",
          .audience = {"client-id"},
          .usernameClaim = "email",
          .fixedRoles = {"user", "reader"}};
}

constexpr std::string_view settingsOfProvider =
    R"("algorithm": "RS256", "key": "MIIC", "issuer": "https://tenant.eu.auth0.com/", "audience": "client-id")";
constexpr std::string_view settingsOfMechanism =
    R"("base64Encoded": false, "usernameClaim": "email", "rolesClaim": null, "fixedRoles": ["user", "reader"])";

std::string joined(std::initializer_list<std::string_view> parts) {
  std::string all;
  for (const std::string_view part : parts) all += part;
  return all;
}

TEST_CASE("the block alone, the layout of RESTHeart 7 and that of RESTHeart 9 give the same configuration") {
  const std::string expected = textOf(tutorialConfig());
  CHECK(read(joined({"{", settingsOfProvider, ",", settingsOfMechanism, "}"})) == expected);
  CHECK(read(joined({R"({"enabled": true, )", settingsOfProvider, ",", settingsOfMechanism, "}"})) == expected);
  CHECK(read(joined({R"({"jwtAuthenticationMechanism": {"enabled": true, )", settingsOfProvider, ",",
                     settingsOfMechanism, "}}"})) == expected);
  CHECK(read(joined({R"({"jwtConfigProvider": {"enabled": true, )", settingsOfProvider,
                     R"(}, "jwtAuthenticationMechanism": {"enabled": true, )", settingsOfMechanism, "}}"})) ==
        expected);
  CHECK(read(joined({R"({"jwtAuthenticationMechanism": {)", settingsOfMechanism, R"(}, "jwtConfigProvider": {)",
                     settingsOfProvider, "}}"})) == expected);
}

TEST_CASE("a provider block without a mechanism block is enough") {
  CHECK(read(R"({"jwtConfigProvider": {"issuer": "https://issuer.example", "audience": ["api"]}})") ==
        textOf({.issuer = "https://issuer.example", .audience = {"api"}}));
}

TEST_CASE("a setting may stand in either of the two blocks") {
  CHECK(read(R"({"jwtConfigProvider": {"issuer": "https://issuer.example"},
                 "jwtAuthenticationMechanism": {"audience": "api", "clockSkew": 5}})") ==
        textOf({.issuer = "https://issuer.example", .audience = {"api"}, .clockSkew = std::chrono::seconds(5)}));
}

TEST_CASE("the other members of a whole RESTHeart file are ignored") {
  CHECK(read(R"({"http-listener": {"host": "127.0.0.1", "port": 8080}, "mclient": {"connection-string": "mongodb://x"},
                 "basicAuthMechanism": {"enabled": false}, "jwtTokenManager": {"key": "secret", "ttl": 15},
                 "fileAclAuthorizer": {"enabled": true, "permissions": []}, "core": null, "instance-name": "default",
                 "jwtAuthenticationMechanism": {"issuer": "https://issuer.example", "audience": "api"}})") ==
        textOf({.issuer = "https://issuer.example", .audience = {"api"}}));
}

TEST_CASE("every setting is read") {
  JwtAuthenticationConfig expected{
      .algorithm = Algorithm::ES384,
      .key = "some key",
      .base64Encoded = true,
      .issuer = "https://issuer.example",
      .audience = {"one", "two"},
      .audienceMatch = AudienceMatch::all,
      .audienceClaim = {"client_id", "aud"},
      .usernameClaim = "/user/name",
      .usernameForm = UsernameForm::integer,
      .rolesClaim = "https://example.com/roles",
      .scopesClaim = {"scp"},
      .requiredScopes = {"read", "write"},
      .fixedRoles = {"user"},
      .requiredType = "at+jwt",
      .requiredClaims = {{"a", {"x", 1, true}}, {"b", {"p"}, RequiredMember::Match::prefix}},
      .requiredHeader = {{"c", {}, RequiredMember::Match::present}, {"d", {}, RequiredMember::Match::absent}},
      .clockSkew = std::chrono::seconds(0),
      .maxTokenBytes = 4096,
      .maxTokenAge = std::chrono::seconds(86400),
      .verdictCacheEntries = 1000};
  expected.acceptAnyIssuer = expected.acceptAnyAudience = expected.acceptMissingExpiry = expected.acceptMissingRoles =
      expected.acceptUnboundConfirmation = true;
  expected.realm = "orders";
  CHECK(read(R"({"enabled": true, "algorithm": "ES384", "key": "some key", "base64Encoded": true,
                 "issuer": "https://issuer.example", "audience": ["one", "two"], "audienceMatch": "all",
                 "audienceClaim": ["client_id", "aud"], "usernameClaim": "/user/name",
                 "usernameForm": "integer", "scopesClaim": "scp", "requiredScopes": ["read", "write"], "rolesClaim": "https://example.com/roles", "fixedRoles": ["user"],
                 "requiredType": "at+jwt", "requiredClaims": {"a": ["x", 1, true], "b": {"prefix": "p"}},
                 "requiredHeader": {"c": {"present": true}, "d": {"present": false}}, "clockSkew": 0, "maxTokenBytes": 4096, "maxTokenAge": 86400,
                 "verdictCacheEntries": 1000, "acceptAnyIssuer": true, "acceptAnyAudience": true,
                 "acceptMissingExpiry": true, "acceptMissingRoles": true, "acceptUnboundConfirmation": true,
                 "realm": "orders"})") == textOf(expected));
}

TEST_CASE("roles are read from a name, an object or a list of either") {
  const auto rolesOf = [](std::string_view json) { return read(joined({R"({"rolesClaim": )", json, "}"})); };
  CHECK(rolesOf(R"("roles")") == textOf({.rolesClaim = "roles"}));
  CHECK(rolesOf(R"(["roles"])") == textOf({.rolesClaim = "roles"}));
  CHECK(rolesOf(R"({"claim": "roles", "form": "array"})") == textOf({.rolesClaim = "roles"}));
  CHECK(rolesOf(R"({"claim": "role", "form": "text", "prefix": "r:"})") ==
        textOf({.rolesFrom = {{"role", RolesForm::text, "r:"}}}));
  CHECK(rolesOf(R"(["/a/*/b", {"claim": "c", "form": "words"}, {"claim": "d", "form": "commas"},
                    {"claim": "e", "form": "memberNames"}])") ==
        textOf({.rolesFrom = {
                    {"/a/*/b"}, {"c", RolesForm::words}, {"d", RolesForm::commas}, {"e", RolesForm::memberNames}}}));
}

TEST_CASE("an opt-out sets its own field and no other") {
  const auto accepted = [](std::string_view setting) {
    const auto config = configFromJson(joined({"{\"", setting, "\": true}"}));
    return std::vector<bool>{config.acceptAnyIssuer, config.acceptAnyAudience, config.acceptMissingExpiry,
                             config.acceptMissingRoles, config.acceptUnboundConfirmation};
  };
  CHECK(accepted("acceptAnyIssuer") == std::vector<bool>{true, false, false, false, false});
  CHECK(accepted("acceptAnyAudience") == std::vector<bool>{false, true, false, false, false});
  CHECK(accepted("acceptMissingExpiry") == std::vector<bool>{false, false, true, false, false});
  CHECK(accepted("acceptMissingRoles") == std::vector<bool>{false, false, false, true, false});
  CHECK(accepted("acceptUnboundConfirmation") == std::vector<bool>{false, false, false, false, true});
}

TEST_CASE("what a file leaves out has the library's default") {
  CHECK(read(R"({"jwtAuthenticationMechanism": {}})") == textOf({}));
  CHECK(read(R"({"jwtAuthenticationMechanism": {"enabled": true}, "jwtConfigProvider": {}})") == textOf({}));
}

TEST_CASE("null is the default where RESTHeart's files have null") {
  CHECK(read(R"({"key": null, "issuer": null, "audience": null, "rolesClaim": null, "fixedRoles": null,
                 "requiredType": null, "maxTokenAge": null})") == textOf({}));
}

TEST_CASE("algorithms are known by their JOSE names and by RESTHeart's aliases") {
  const auto algorithmOf = [](std::string_view name) {
    return nameOf(configFromJson(joined({R"({"algorithm": ")", name, "\"}"})).algorithm);
  };
  for (const std::string_view name : {"HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512",
                                      "ES256", "ES384", "ES512", "EdDSA"}) {
    CHECK(algorithmOf(name) == name);
  }
  CHECK(algorithmOf("HMAC256") == "HS256");
  CHECK(algorithmOf("HMAC384") == "HS384");
  CHECK(algorithmOf("HMAC512") == "HS512");
  CHECK(algorithmOf("RSA256") == "RS256");
  CHECK(algorithmOf("RSA384") == "RS384");
  CHECK(algorithmOf("RSA512") == "RS512");
  CHECK(algorithmOf("Ed25519") == "EdDSA");
}

TEST_CASE("several names of one issuer are a list, and tenants are one") {
  CHECK(read(R"({"issuer": ["https://a", "a"], "issuerTenants": ["t"], "acceptAnyTenant": true})") ==
        textOf({.issuer = "https://a", .otherIssuers = {"a"}, .issuerTenants = {"t"}, .acceptAnyTenant = true}));
}

TEST_CASE("a secret is decoded where its encoding is given") {
  const auto secretOf = [](std::string_view encoding, std::string_view key) {
    return configFromJson(
               joined({R"({"algorithm": "HS256", "secretEncoding": ")", encoding, R"(", "key": ")", key, "\"}"}))
        .key;
  };
  CHECK(secretOf("hex", "00fF7e") == std::string("\0\xff~", 3));
  CHECK(secretOf("base64", "-_8=") == "\xfb\xff");
  CHECK(secretOf("base64", "-_8") == "\xfb\xff");
  CHECK(secretOf("base64", "+/8=") == "\xfb\xff");
  CHECK(secretOf("text", "+/8=") == "+/8=");
}

TEST_CASE("places of tokens are one or a list, and the usual one is the default") {
  const auto placesIn = [](std::string_view json) {
    return configFromJson(joined({R"({"tokenFrom": )", json, "}"})).tokenFrom;
  };
  using Places = std::vector<TokenPlace>;
  CHECK(placesIn("null").empty());
  CHECK(placesIn(R"([{"header": "authorization", "scheme": "bearer"}])").empty());
  CHECK(placesIn(R"({"header": "X-Token"})") == Places{{.header = "X-Token"}});
  CHECK(placesIn(R"([{"header": "X", "scheme": "JWT"}, {"cookie": "__Host-x"}])") ==
        Places{{.header = "X", .scheme = "JWT"}, {.cookie = "__Host-x"}});
  CHECK(placesIn(R"([{"header": "Authorization", "scheme": "Bearer"}, {"cookie": "x"}])").size() == 2);
  CHECK_FALSE(configFromJson("{\"issuer\": null}").acceptCookieForAll);
  CHECK(configFromJson(R"({"acceptCookieForAll": true})").acceptCookieForAll);
  CHECK(configFromJson(R"({"tokenForm": "awsAlb"})").tokenForm == TokenForm::awsAlb);
  CHECK(configFromJson(R"({"tokenForm": "jws"})").tokenForm == TokenForm::jws);
  CHECK(configFromJson(R"({"accessTokenProfile": "rfc9068"})").accessTokenProfile == AccessTokenProfile::rfc9068);
  CHECK(configFromJson(R"({"accessTokenProfile": null})").accessTokenProfile == AccessTokenProfile::none);
  CHECK(mechanismsFromJson(R"({"keyUri": "https://a.test/{kid}"})").front().keySource.keyUri == "https://a.test/{kid}");
}

TEST_CASE("several algorithms are a list") {
  CHECK(read(R"({"algorithm": ["ES256", "HMAC256"]})") ==
        textOf({.algorithm = Algorithm::ES256, .otherAlgorithms = {Algorithm::HS256}}));
  CHECK(read(R"({"algorithm": ["ES384"]})") == textOf({.algorithm = Algorithm::ES384}));
}

TEST_CASE("names and values may be written with JSON's escapes") {
  CHECK(read(R"({"\u0069ssuer": "https:\/\/issuer.example", "audience": "caf\u00e9", "key": "a\nb"})") ==
        textOf({.key = "a\nb", .issuer = "https://issuer.example", .audience = {"caf\xc3\xa9"}}));
}

TEST_CASE("lists may be empty: the mechanism judges what it can live without") {
  CHECK(configFromJson(R"({"audience": [], "fixedRoles": []})").audience.empty());
}

}  // namespace
}  // namespace jwtauth::tests
