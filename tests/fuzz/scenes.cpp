// Nothing goes in, servers come out that are configured in different ways for issuers with known keys.
#include "tests/fuzz/scenes.hpp"

#include "jwtauth/jwks.hpp"
#include "tests/support/algorithms.hpp"

namespace jwtauth::fuzz {
namespace {

using testing::TokenIssuer;

JwtAuthenticationConfig wrapped() {
  JwtAuthenticationConfig config = hmacIssuer().config();
  config.base64Encoded = true;
  config.rolesClaim = "/realm_access/roles";
  config.acceptMissingRoles = true;
  config.fixedRoles = {"user", "a role too long to be kept inside of its string"};
  return config;
}

JwtAuthenticationConfig lax() {
  JwtAuthenticationConfig config = hmacIssuer().config();
  config.issuer.clear();
  config.audience.clear();
  config.acceptAnyIssuer = true;
  config.acceptAnyAudience = true;
  config.acceptMissingExpiry = true;
  config.acceptUnboundConfirmation = true;
  config.usernameClaim = "/user/name";
  config.rolesClaim = "https://issuer.test/roles";
  config.acceptMissingRoles = true;
  config.clockSkew = std::chrono::seconds(0);
  config.maxTokenBytes = 4096;
  return config;
}

JwtAuthenticationConfig strict() {
  JwtAuthenticationConfig config = hmacIssuer().config();
  config.requiredType = "at+jwt";
  config.maxTokenAge = std::chrono::hours(1);
  config.audience = {hmacIssuer().audience(), "another-api"};
  config.audienceMatch = AudienceMatch::all;
  config.rolesClaim = "roles";
  config.clockSkew = std::chrono::seconds(600);
  return config;
}

/// The keys of several issuers as one JWK Set.
std::shared_ptr<KeyProvider> publishedKeys() {
  return parseJwks(TokenIssuer::jwks({ecIssuer(), edIssuer()}), tests::everyAlgorithm);
}

JwtAuthenticationConfig remembering(JwtAuthenticationConfig config) {
  config.verdictCacheEntries = 16;
  return config;
}

std::vector<JwtAuthenticationMechanism> besideAnother(JwtAuthenticationMechanism mechanism) {
  JwtAuthenticationConfig other = hmacIssuer().config();
  other.issuer = "https://other.test/";
  other.key = "the secret of another issuer, by which no input is ever signed";
  std::vector<JwtAuthenticationMechanism> both;
  both.push_back(std::move(mechanism));
  both.emplace_back(std::move(other));
  return both;
}

std::vector<JwtAuthenticationMechanism> alone(JwtAuthenticationMechanism mechanism) {
  std::vector<JwtAuthenticationMechanism> one;
  one.push_back(std::move(mechanism));
  return one;
}

Scene makeScene(const TokenIssuer& issuer, JwtAuthenticationConfig config) {
  config.key.clear();
  const Clock clock = tests::ManualClock::at(knownTime).clock();
  const auto keys = isHmac(issuer.algorithm()) ? singleKey(VerificationKey::fromText(issuer.algorithm(), issuer.key()))
                                               : publishedKeys();
  JwtAuthenticationMechanism routed(config, keys, clock);
  return Scene{issuer, config, JwtAuthenticationMechanism(config, keys, clock),
               JwtAuthenticationMechanism(remembering(config), keys, clock),
               IssuerRouter(config.acceptAnyIssuer ? alone(std::move(routed)) : besideAnother(std::move(routed)))};
}

std::vector<Scene> makeScenes() {
  std::vector<Scene> scenes;
  scenes.push_back(makeScene(hmacIssuer(), hmacIssuer().config()));
  scenes.push_back(makeScene(hmacIssuer(), wrapped()));
  scenes.push_back(makeScene(hmacIssuer(), lax()));
  scenes.push_back(makeScene(hmacIssuer(), strict()));
  scenes.push_back(makeScene(ecIssuer(), ecIssuer().config()));
  scenes.push_back(makeScene(edIssuer(), edIssuer().config()));
  return scenes;
}

}  // namespace

std::span<const Scene> scenes() {
  static const std::vector<Scene> all = makeScenes();
  return all;
}

}  // namespace jwtauth::fuzz
