// A list of algorithms: no key verifies another algorithm than its own, however the header names it. RFC 8725 3.1.
#include "jwtauth/jwks.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/expect.hpp"
#include "tests/support/openssl_keys.hpp"
#include "tests/support/target.hpp"

namespace jwtauth::tests {
namespace {

using testing::TokenIssuer;

/// Keys of an EC key pair and of a secret, as an issuer has both while it changes.
struct Changeover {
  TokenIssuer curve{Algorithm::ES256};
  TokenIssuer secret{Algorithm::HS256};

  JwtAuthenticationConfig config() const {
    JwtAuthenticationConfig config = curve.config();
    config.key.clear();
    config.otherAlgorithms = {Algorithm::HS256};
    config.keys = {{curve.jwk(), ""}, {secret.jwk(), ""}};
    return config;
  }
};

TEST_CASE("each of several algorithms is verified by its own key, and no other algorithm is known") {
  const Changeover both;
  const Target target(both.curve, both.config());
  target.accepts(both.secret.token());
  target.refuses(TokenIssuer(Algorithm::HS256).token().header("kid", both.secret.keyId()), ErrorCode::signatureInvalid);
  target.refuses(both.secret.token().signedAs(Algorithm::HS512), ErrorCode::algorithmNotAllowed);
  target.refuses(target.token().header("alg", "none").signature(""), ErrorCode::algorithmNotAllowed);
}

TEST_CASE("a public key of the list is no secret for the other algorithm of the list") {
  const Changeover both;
  const Target target(both.curve, both.config());
  for (const std::string& known : {both.curve.publicKeyPem(), both.curve.jwk(), both.curve.certificatePem()}) {
    target.refuses(target.token().signedWithSecret(Algorithm::HS256, known), ErrorCode::keyUnknown);
    target.refuses(target.token().signedWithSecret(Algorithm::HS256, known).header("kid", both.secret.keyId()),
                   ErrorCode::signatureInvalid);
    target.refuses(target.token().signedWithSecret(Algorithm::HS256, known).withoutHeader("kid"),
                   ErrorCode::signatureInvalid);
  }
}

TEST_CASE("a header that names the key of the other algorithm finds none") {
  const Changeover both;
  const Target target(both.curve, both.config());
  target.refuses(target.token().header("kid", both.secret.keyId()), ErrorCode::keyUnknown);
  target.refuses(both.secret.token().header("kid", both.curve.keyId()), ErrorCode::keyUnknown);
}

TEST_CASE("a key that fits two algorithms of a list is refused, as is a secret that is no JWK") {
  const TokenIssuer rsa(Algorithm::RS256), curve(Algorithm::ES256);
  JwtAuthenticationConfig config = rsa.config();
  config.otherAlgorithms = {Algorithm::PS256};
  CHECK_THAT(refusalOf([&] { return JwtAuthenticationMechanism(config); }),
             Contains("algorithm: RS256 and PS256, which one key fits"));
  config.otherAlgorithms = {Algorithm::ES256};
  CHECK(refusalOf([&] { return JwtAuthenticationMechanism(config); }).empty());
  config.algorithm = Algorithm::HS256;
  config.otherAlgorithms = {Algorithm::HS384};
  config.key = std::string(64, 's');
  CHECK_THAT(refusalOf([&] { return JwtAuthenticationMechanism(config); }), Contains("expected JWKs with `alg`"));
}

TEST_CASE("Ed25519 is the name of EdDSA in tokens and keys, and of nothing else") {
  const TokenIssuer issuer(Algorithm::EdDSA);
  const Target target(issuer);
  target.accepts(target.token().header("alg", "Ed25519"));
  for (const char* alg : {"ed25519", "Ed448", "ED25519", "Ed25519 ", "EdDSA25519"}) {
    target.refuses(target.token().header("alg", alg), ErrorCode::algorithmNotAllowed);
  }
  std::string jwk = issuer.jwk();
  jwk.replace(jwk.find("EdDSA"), 5, "Ed25519");
  const Target published(issuer, parseJwks(jwk, std::array{Algorithm::EdDSA}));
  published.accepts(published.token());
  const Target rsa{TokenIssuer(Algorithm::RS256)};
  rsa.refuses(rsa.token().header("alg", "Ed25519"), ErrorCode::algorithmNotAllowed);
}

}  // namespace
}  // namespace jwtauth::tests
