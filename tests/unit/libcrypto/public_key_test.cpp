#include "src/libcrypto/public_key.hpp"

#include <openssl/err.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "jwtauth/testing.hpp"
#include "tests/support/altered_keys.hpp"
#include "tests/support/expect.hpp"
#include "tests/support/libcrypto.hpp"

namespace jwtauth::tests {
namespace {

using testing::TokenIssuer;

/// A number of the issuer's JWK, as bytes.
std::string numberOf(const TokenIssuer& issuer, const char* member) {
  return bytesOfBase64Url(nlohmann::json::parse(issuer.jwk())[member].get<std::string>());
}

Ed25519Point pointOf(const TokenIssuer& issuer) {
  const std::string bytes = numberOf(issuer, "x");
  Ed25519Point point{};
  std::copy(bytes.begin(), bytes.end(), point.begin());
  return point;
}

Curve curveFor(Algorithm algorithm) {
  return algorithm == Algorithm::ES256 ? Curve::p256 : algorithm == Algorithm::ES384 ? Curve::p384 : Curve::p521;
}

PublicKey builtFromNumbers(const TokenIssuer& issuer) {
  if (issuer.algorithm() == Algorithm::EdDSA) return *makeEd25519Key(pointOf(issuer));
  if (issuer.algorithm() == Algorithm::RS256) return *makeRsaKey(numberOf(issuer, "n"), numberOf(issuer, "e"));
  return *makeEcKey(curveFor(issuer.algorithm()), numberOf(issuer, "x"), numberOf(issuer, "y"));
}

TEST_CASE("a key from its DER, from a certificate and from its numbers is the same key, and another one is not") {
  const Algorithm algorithm =
      GENERATE(Algorithm::RS256, Algorithm::ES256, Algorithm::ES384, Algorithm::ES512, Algorithm::EdDSA);
  CAPTURE(nameOf(algorithm));
  const TokenIssuer issuer(algorithm), other(algorithm);
  const PublicKey key = *readSubjectPublicKeyInfo(publicDerOf(issuer));
  const PublicKey stranger = *readSubjectPublicKeyInfo(publicDerOf(other));
  for (const PublicKey& same : {*readCertificate(certificateDerOf(issuer))->key, builtFromNumbers(issuer)}) {
    CHECK(areSame(*key, *same));
    CHECK(identityOf(*key) == identityOf(*same));
    CHECK_FALSE(areSame(*stranger, *same));
    CHECK(identityOf(*stranger) != identityOf(*same));
  }
  CHECK(ERR_peek_error() == 0);
}

TEST_CASE("a key of another type or curve is not the same key") {
  const PublicKey key = *readSubjectPublicKeyInfo(publicDerOf(TokenIssuer(Algorithm::ES256)));
  for (const Algorithm algorithm : {Algorithm::RS256, Algorithm::ES384, Algorithm::EdDSA}) {
    CAPTURE(nameOf(algorithm));
    const PublicKey other = *readSubjectPublicKeyInfo(publicDerOf(TokenIssuer(algorithm)));
    CHECK_FALSE(areSame(*key, *other));
    CHECK_FALSE(areSame(*other, *key));
  }
  CHECK(ERR_peek_error() == 0);
}

TEST_CASE("an RSA key shows its type and the sizes of its numbers") {
  const PublicKey key = *readSubjectPublicKeyInfo(bytesOfBase64(withoutArmor(rsaPublicKeyOf(1024, 65537))));
  CHECK(typeOf(*key) == KeyType::rsa);
  const auto facts = rsaFactsOf(*key);
  REQUIRE(facts);
  CHECK(facts->modulusBits == 1024);
  CHECK(facts->isModulusOdd);
  CHECK(facts->exponentBits == 17);
  CHECK(facts->isExponentOdd);
}

TEST_CASE("an EC key shows its curve, and a point off the curve is refused") {
  const Algorithm algorithm = GENERATE(Algorithm::ES256, Algorithm::ES384, Algorithm::ES512);
  const TokenIssuer issuer(algorithm);
  const PublicKey key = *readSubjectPublicKeyInfo(publicDerOf(issuer));
  CHECK(typeOf(*key) == KeyType::ec);
  CHECK(curveOf(*key) == curveFor(algorithm));
  CHECK(isPointOnCurve(*key));
  const auto off = makeEcKey(curveFor(algorithm), numberOf(issuer, "y"), numberOf(issuer, "x"));
  CHECK(codeOf(off) == "keyUnusable");
  CHECK(ERR_peek_error() == 0);
}

TEST_CASE("an Ed25519 key shows its point") {
  const TokenIssuer issuer(Algorithm::EdDSA);
  const PublicKey key = *readSubjectPublicKeyInfo(publicDerOf(issuer));
  CHECK(typeOf(*key) == KeyType::ed25519);
  CHECK(ed25519PointOf(*key) == pointOf(issuer));
}

TEST_CASE("a certificate shows its common name and the seconds of its validity") {
  const TokenIssuer issuer(Algorithm::RS256, "https://tenant.eu.auth0.com/", "client-id");
  const auto certificate = readCertificate(certificateDerOf(issuer));
  REQUIRE(certificate);
  CHECK(certificate->commonName == "tenant.eu.auth0.com");
  CHECK(certificate->notAfter - certificate->notBefore == 10L * 365 * 24 * 3600 + 60);
}

TEST_CASE("a private key is recognised, and is not read as a public one") {
  const std::string der = bytesOfBase64(withoutArmor(TokenIssuer(Algorithm::ES256).privateKeyPem()));
  CHECK(isPrivateKey(der));
  CHECK(codeOf(readSubjectPublicKeyInfo(der)) == "keyUnusable");
  CHECK_FALSE(isPrivateKey(publicDerOf(TokenIssuer(Algorithm::ES256))));
  CHECK(ERR_peek_error() == 0);
}

TEST_CASE("DER with a byte too few or too many is not read, and leaves the error queue empty") {
  const TokenIssuer issuer(Algorithm::RS256);
  const std::string key = publicDerOf(issuer), certificate = certificateDerOf(issuer);
  REQUIRE(readSubjectPublicKeyInfo(key));
  REQUIRE(readCertificate(certificate));
  for (const std::string& wrong : {key + '\0', key.substr(0, key.size() - 1), std::string()}) {
    CHECK(codeOf(readSubjectPublicKeyInfo(wrong)) == "keyUnusable");
    CHECK(codeOf(readRsaPublicKey(wrong)) == "keyUnusable");
  }
  CHECK_FALSE(readCertificate(certificate + '\0'));
  CHECK_FALSE(readCertificate(certificate.substr(0, certificate.size() - 1)));
  CHECK(ERR_peek_error() == 0);
}

}  // namespace
}  // namespace jwtauth::tests
