// Keys, and places of keys, that the token brings along: jwk, jku, x5u, x5c, and kid as a path, a query or an address.
// CVE-2018-0114, CVE-2026-27962.
#include <array>
#include <nlohmann/json.hpp>

#include "jwtauth/jwks.hpp"
#include "tests/hostile/outside_world.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/openssl_keys.hpp"
#include "tests/support/target.hpp"

namespace jwtauth::tests {
namespace {

using testing::TokenBuilder;
using testing::TokenIssuer;

std::string jsonString(const std::string& text) {
  return nlohmann::json(text).dump();
}

std::string certificateChainOf(const TokenIssuer& issuer) {
  std::string base64 = withoutArmor(issuer.certificatePem());
  std::erase(base64, '\n');
  return "[\"" + base64 + "\"]";
}

/// A server with the issuer's key alone, and one with a JWK Set in which the issuer's key has its key id.
std::vector<Target> targetsOf(const TokenIssuer& issuer) {
  std::vector<Target> targets;
  targets.emplace_back(issuer);
  targets.emplace_back(issuer, parseJwks(issuer.jwks(), std::array{issuer.algorithm()}));
  return targets;
}

#ifdef __linux__
TEST_CASE("opening the watched file and calling the watched address are noticed") {
  OutsideWorld world("key");
  CHECK_FALSE(world.wasTouched());
  world.openFile();
  CHECK(world.wasTouched());
  world.call();
  CHECK(world.wasTouched());
  CHECK_FALSE(world.wasTouched());
}
#endif

TEST_CASE("a key in the header is not used, and its address not called") {
  const TokenIssuer honest(Algorithm::RS256), attacker(Algorithm::RS256);
  OutsideWorld world(attacker.jwks());
  for (const Target& target : targetsOf(honest)) {
    const TokenBuilder forged = target.token().signedBy(attacker);
    const auto refusesWith = [&](const char* member, const std::string& json) {
      CAPTURE(member);
      target.refuses(TokenBuilder(forged).headerJson(member, json), ErrorCode::signatureInvalid);
    };
    refusesWith("jwk", attacker.jwk());
    refusesWith("x5c", certificateChainOf(attacker));
    refusesWith("jku", jsonString(world.url()));
    refusesWith("x5u", jsonString(world.url()));
    refusesWith("jku", jsonString("file://" + world.path()));
    refusesWith("x5u", jsonString(world.path()));
    // Beside a good signature they do no harm, and are not looked at either.
    target.accepts(target.token().headerJson("jwk", attacker.jwk()).header("jku", world.url()));
  }
  CHECK_FALSE(world.wasTouched());
}

TEST_CASE("a kid is compared, never opened, called, queried or formatted") {
  const TokenIssuer honest(Algorithm::ES256), attacker(Algorithm::ES256);
  OutsideWorld world(attacker.publicKeyPem());
  const std::vector<Target> targets = targetsOf(honest);
  for (const std::string& keyId :
       {world.path(), world.url(), "../../../../../.." + world.path(), "file://" + world.path(),
        std::string("/dev/null"), std::string("' UNION SELECT 'key' --"), std::string("x' OR '1'='1"),
        std::string("| sleep 10"), std::string("$(id)"), std::string("%s%n%x"),
        std::string("${jndi:ldap://127.0.0.1/a}"), honest.keyId() + std::string("\0", 1), honest.keyId() + " ",
        std::string(4000, 'k')}) {
    CAPTURE(keyId.substr(0, 60));
    // The only key has no key id: it is the one to verify with, whatever the token says.
    targets[0].refuses(targets[0].token().header("kid", keyId).signedBy(attacker), ErrorCode::signatureInvalid);
    targets[1].refuses(targets[1].token().header("kid", keyId).signedBy(attacker), ErrorCode::keyUnknown);
    targets[1].refuses(targets[1].token().header("kid", keyId), ErrorCode::keyUnknown);
  }
  CHECK_FALSE(world.wasTouched());
}

TEST_CASE("a kid of another issuer's key in the set verifies with that key alone") {
  const TokenIssuer honest(Algorithm::ES256), other(Algorithm::ES256);
  const Target target(honest, parseJwks(TokenIssuer::jwks({honest, other}), std::array{Algorithm::ES256}));
  target.refuses(target.token().header("kid", other.keyId()), ErrorCode::signatureInvalid);
  target.refuses(target.token().withoutHeader("kid"), ErrorCode::keyUnknown);  // keys are never tried in turn
}

}  // namespace
}  // namespace jwtauth::tests
