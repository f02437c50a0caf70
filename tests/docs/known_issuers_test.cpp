#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
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

/// A token of an issuer's shape, and who it is; what the token of another kind or of a stranger has otherwise.
struct Shape {
  std::string_view issuer;
  std::string_view claims;  ///< besides iss, iat and exp
  std::string_view user;
  std::vector<std::string> roles;
  std::string_view lookAlike;  ///< claims that are otherwise; null: not there
  std::string_view refusal;
};

// clang-format off
const std::vector<Shape> shapes{
  {"Auth0", R"({"sub": "auth0|64f0", "aud": ["https://orders.example.com", "https://tenant.eu.auth0.com/userinfo"], "azp": "Cl1ent", "scope": "openid", "permissions": ["read:orders"]})",
   "auth0|64f0", {"read:orders"}, R"({"aud": "Cl1ent", "nonce": "n"})", "audienceMismatch"},
  {"Keycloak", R"({"sub": "5d0c", "typ": "Bearer", "azp": "shop-spa", "aud": ["orders-api", "account"], "realm_access": {"roles": ["editor"]}, "preferred_username": "alice"})",
   "alice", {"editor"}, R"({"typ": "ID", "aud": "orders-api"})", "claimMismatch"},
  {"Microsoft Entra ID", R"({"sub": "pairwise", "oid": "0b1d", "tid": "11111111-2222-4333-8444-555555555555", "ver": "2.0", "aud": "c0ffee00-1234-4abc-8def-000000000001", "roles": ["Orders.Editor"], "scp": "orders.read"})",
   "0b1d", {"Orders.Editor"}, R"({"aud": "00000003-0000-0000-c000-000000000000"})", "audienceMismatch"},
  {"Amazon Cognito", R"({"sub": "5d0c", "client_id": "57cbishk4j24pabc1234567890", "token_use": "access", "cognito:groups": ["editors"], "username": "alice"})",
   "5d0c", {"editors"}, R"({"token_use": "id"})", "claimMismatch"},
  {"Okta", R"({"sub": "alice@example.com", "uid": "00u1", "cid": "0oa1", "aud": "api://default", "scp": ["openid"], "groups": ["Everyone"]})",
   "00u1", {"Everyone"}, R"({"aud": "0oa1", "uid": null})", "audienceMismatch"},
  {"Google", R"({"sub": "1101", "aud": "123456789012-abcdefghijklmnop.apps.googleusercontent.com", "hd": "example.com", "email_verified": true})",
   "1101", {}, R"({"hd": null})", "claimMismatch"},
  {"Firebase", R"({"sub": "pXy7", "user_id": "pXy7", "aud": "shop-demo", "firebase": {"sign_in_provider": "password"}})",
   "pXy7", {}, R"({"aud": "another-project"})", "audienceMismatch"},
  {"GitHub Actions", R"({"sub": "repo:example-org/shop:ref:refs/heads/main", "aud": "https://deploy.example.com", "repository_owner_id": "1234", "repository_id": "5679", "ref": "refs/heads/main"})",
   "repo:example-org/shop:ref:refs/heads/main", {}, R"({"repository_owner_id": "6666"})", "claimMismatch"},
  {"GitLab", R"({"sub": "project_path:acme/shop:ref_type:branch:ref:main", "aud": "https://deploy.example.com", "project_id": "20", "ref_protected": "true"})",
   "project_path:acme/shop:ref_type:branch:ref:main", {}, R"({"ref_protected": "false"})", "claimMismatch"},
  {"Kubernetes", R"({"sub": "system:serviceaccount:shop:importer", "aud": ["orders"], "kubernetes.io": {"namespace": "shop"}})",
   "system:serviceaccount:shop:importer", {}, R"({"kubernetes.io": {"namespace": "default"}})", "claimMismatch"},
  {"Supabase", R"({"sub": "5d0c", "aud": "authenticated", "role": "authenticated", "app_metadata": {"roles": ["editor"]}, "user_metadata": {"roles": ["admin"]}, "is_anonymous": false})",
   "5d0c", {"editor", "authenticated"}, R"({"is_anonymous": true})", "claimMismatch"},
  {"Clerk", R"({"sub": "user_2abc", "azp": "https://shop.example.com", "sid": "sess_1", "v": 2, "o": {"rol": "admin"}})",
   "user_2abc", {"admin"}, R"({"azp": "https://evil.example.com"})", "audienceMismatch"},
  {"Zitadel", R"({"sub": "7777", "aud": ["69234237810729234@shop", "69234237810729019"], "urn:zitadel:iam:org:project:roles": {"editor": {"2577": "acme.example.com"}}})",
   "7777", {"editor"}, R"({"aud": "69234237810729234@shop"})", "audienceMismatch"},
};
// clang-format on

std::map<std::string, ordered_json> blocksOfTheGuide() {
  std::map<std::string, ordered_json> blocks;
  for (const auto& [name, yaml] :
       Markdown("docs/configuration.md").blocksUnder("## Blocks for known issuers", "yaml")) {
    blocks[name] = yamlToJson(yaml);
  }
  return blocks;
}

const TokenIssuer& signerFor(Algorithm algorithm) {
  static std::map<Algorithm, TokenIssuer> made;
  return made.try_emplace(algorithm, algorithm).first->second;
}

std::string tokenWith(json claims, std::string_view changes, const JwtAuthenticationConfig& config) {
  const auto now = static_cast<long long>(wallNow().time_since_epoch().count());
  claims.update({{"iss", config.issuer}, {"iat", now}, {"exp", now + 300}});
  claims.merge_patch(json::parse(changes));
  return signerFor(config.algorithm).token().payloadText(claims.dump()).sign();
}

TEST_CASE("the block of each issuer accepts a token of its shape, and refuses one that resembles it") {
  const auto blocks = blocksOfTheGuide();
  CHECK(blocks.size() == shapes.size());
  for (const Shape& shape : shapes) {
    CAPTURE(shape.issuer);
    REQUIRE(blocks.count(std::string(shape.issuer)) == 1);
    const ConfiguredMechanism configured = mechanismsFromJson(blocks.at(std::string(shape.issuer)).dump()).front();
    const JwtAuthenticationConfig& config = configured.config;
    CHECK(configured.keySource.isFetched());
    const JwtAuthenticationMechanism auth(
        config, singleKey(VerificationKey::fromText(config.algorithm, signerFor(config.algorithm).key())));
    const json claims = json::parse(shape.claims);
    const auto who = auth.verifyToken(tokenWith(claims, "{}", config));
    REQUIRE(codeOf(who) == "none");
    CHECK(who->name() == shape.user);
    CHECK(std::ranges::equal(who->roles(), shape.roles));
    CHECK(codeOf(auth.verifyToken(tokenWith(claims, shape.lookAlike, config))) == shape.refusal);
  }
}

TEST_CASE("jwtauth configure advises what the guide shows") {
  const auto blocks = blocksOfTheGuide();
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
