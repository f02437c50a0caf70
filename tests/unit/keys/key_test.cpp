#include "jwtauth/key.hpp"

#include "jwtauth/testing.hpp"
#include "src/stages/stages.hpp"
#include "src/text/base64url.hpp"
#include "tests/support/bytes.hpp"
#include "tests/support/expect.hpp"
#include "tests/support/libcrypto.hpp"
#include "tests/support/openssl_keys.hpp"

namespace jwtauth::tests {
namespace {

using testing::TokenIssuer;

const TokenIssuer& rsaIssuer() {
  static const TokenIssuer issuer(Algorithm::RS256);
  return issuer;
}

std::string refusalOfKey(Algorithm algorithm, std::string_view text) {
  return refusalOf([&] { return VerificationKey::fromText(algorithm, text); });
}

std::string withLineEnds(std::string text, const std::string& lineEnd) {
  std::string result;
  for (const char character : text) {
    if (character == '\n')
      result += lineEnd;
    else
      result += character;
  }
  return result;
}

/// Whether a key read from this text verifies what the issuer signs.
bool verifies(std::string_view keyText, const TokenIssuer& issuer) {
  const VerificationKey key = VerificationKey::fromText(issuer.algorithm(), keyText);
  const std::string token = issuer.token().sign();
  JwsWorkspace workspace;
  const auto jws = parseCompactJws(token, {issuer.algorithm(), ""}, workspace);
  return jws && verifySignature(key, jws->signingInput, jws->signature);
}

TEST_CASE("a public key is read in every form in which people have it") {
  const TokenIssuer& issuer = rsaIssuer();
  const std::string certificate = issuer.certificatePem();
  const std::string bare = withoutArmor(certificate);
  const std::string oneLine = withLineEnds(bare, "");
  const std::string text = GENERATE_COPY(
      as<std::string>(), certificate, issuer.publicKeyPem(), rsaPublicKeyPem(issuer.privateKeyPem()), bare, oneLine,
      withLineEnds(bare, "\r\n"), withLineEnds(bare, "\n    "), withLineEnds(bare, " "),
      withLineEnds(certificate, "\r\n"), withLineEnds(certificate, "\n      "), withLineEnds(certificate, " "),
      withLineEnds(certificate, "\\n"), withLineEnds(bare, "\\n"), withLineEnds(bare, "\\r\\n"), oneLine + "\\n",
      withLineEnds(standardBase64Of(certificate), "\\n"), "\xEF\xBB\xBF" + certificate, "\xEF\xBB\xBF" + bare,
      "  \n" + certificate + "\n\n", "Bag Attributes: x\n" + certificate,
      certificate + TokenIssuer(Algorithm::RS256).certificatePem(),
      withLineEnds(withoutArmor(issuer.publicKeyPem()), ""),
      withLineEnds(withoutArmor(rsaPublicKeyPem(issuer.privateKeyPem())), ""), standardBase64Of(certificate),
      standardBase64Of(issuer.publicKeyPem()), oneLine.substr(0, oneLine.find('=')));
  CAPTURE(text);
  CHECK(verifies(text, issuer));
}

TEST_CASE("the first certificate of a chain is used") {
  const TokenIssuer other(Algorithm::RS256);
  CHECK_FALSE(verifies(other.certificatePem() + rsaIssuer().certificatePem(), rsaIssuer()));
}

TEST_CASE("certificate and public key work for every algorithm") {
  const Algorithm algorithm =
      GENERATE(Algorithm::RS256, Algorithm::RS384, Algorithm::RS512, Algorithm::PS256, Algorithm::PS384,
               Algorithm::PS512, Algorithm::ES256, Algorithm::ES384, Algorithm::ES512, Algorithm::EdDSA);
  const TokenIssuer issuer(algorithm);
  CHECK(verifies(issuer.certificatePem(), issuer));
  CHECK(verifies(issuer.publicKeyPem(), issuer));
}

TEST_CASE("what is not a public key is refused with what came and what was expected") {
  const TokenIssuer& issuer = rsaIssuer();
  const auto [text, what] = GENERATE_COPY(table<std::string, std::string>({
      {issuer.privateKeyPem(), "a private key"},
      {standardBase64Of(issuer.privateKeyPem()), "a private key"},
      {withLineEnds(withoutArmor(issuer.privateKeyPem()), ""), "a private key"},
      {encryptedPrivateKeyPem(issuer.privateKeyPem()), "an encrypted private key"},
      {legacyEncryptedPrivateKeyPem(issuer.privateKeyPem()), "an encrypted private key"},
      {"", "an empty text"},
      {" \n\t", "an empty text"},
      {"NEE1QURBOTM4MzI5RkFDNTYxOTU1MDg2ODgxQ0UzMTk1QjYyRkRFQw", "key id"},
      {"bpJ9qD1r-a0kPIqTz0Kd_", "key id"},
      {"secret", "key id"},
      {"https://tenant.eu.auth0.com/.well-known/jwks.json", "an address"},
      {issuer.jwk(), "a JWK"},
      {issuer.jwks(), "a JWK"},
      {standardBase64Of(issuer.jwk()), "the base64 of a JWK"},
      {"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ somebody@example.com", "an SSH key"},
      {issuer.certificatePem() + issuer.privateKeyPem(), "a private key"},
      {"-----BEGIN CERTIFICATE-----\nMIIC", "END line"},
      {"-----BEGIN CERTIFICATE-----\nMII!\n-----END CERTIFICATE-----", "not base64"},
      {"-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----",
       "not a certificate that " + libcryptoName + " can read"},
      {"-----BEGIN PUBLIC KEY-----\n" + withoutArmor(issuer.certificatePem()) + "-----END PUBLIC KEY-----",
       "not a public key that " + libcryptoName + " can read"},
      {"-----BEGIN CERTIFICATE REQUEST-----\nMIIC\n-----END CERTIFICATE REQUEST-----", "a certificate request"},
      {"-----BEGIN PKCS7-----\nMIIC\n-----END PKCS7-----", "a PKCS #7 bundle"},
      {"-----BEGIN X509 CRL-----\nMIIC\n-----END X509 CRL-----", "a list of revoked certificates"},
      {"-----BEGIN SOMETHING-----\nMIIC\n-----END SOMETHING-----", "neither CERTIFICATE"},
      {"-----BEGIN OPENSSH PRIVATE KEY-----\nMIIC\n-----END OPENSSH PRIVATE KEY-----", "an OpenSSH private key"},
      {"---- BEGIN SSH2 PUBLIC KEY ----\nAAAA", "an SSH key"},
      {"PuTTY-User-Key-File-3: ssh-rsa", "a PuTTY key"},
      {"<RSAKeyValue><Modulus>AQAB</Modulus></RSAKeyValue>", "a key as XML"},
      {"/run/secrets/tenant.pem", "the path of a file"},
      {"keys/tenant.crt", "the path of a file"},
      {"./tenant", "`keyFile`"},
      {"${JWT_KEY}", "a variable or placeholder"},
      {"tenant.eu.auth0.com", "`issuerDiscovery: true`"},
      {"https://tenant.eu.auth0.com/", "`jwksUri`"},
      {issuer.jwks(), "`jwksFile`"},
      {R"({"kid-a": "-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----"})", "a map of certificates"},
      {std::string(200, 'A'), "neither a certificate nor a public key"},
      {"what is this? certainly no key, and longer than any key id would ever be", "neither PEM nor base64"},
      {standardBase64Of(decodeBase64Leniently(withoutArmor(issuer.certificatePem())).value() + "x"),
       "neither a certificate"},
      {std::string(300 * 1024, 'A'), "256 KiB"},
  }));
  CAPTURE(text);
  const std::string refusal = refusalOfKey(Algorithm::RS256, text);
  CHECK_THAT(refusal, Contains(what));
  CHECK_THAT(refusal, Contains("key: "));
  CHECK_THAT(refusal, Contains("expected"));
}

TEST_CASE("a place or a variable in place of a secret is refused, and what may be a secret is not") {
  for (const std::string text :
       {"${A_VARIABLE_WITH_A_LONG_NAME_OF_ITS_OWN}", "/run/secrets/the-secret-of-the-tokens.txt",
        "https://tenant.example/the/place/of/the/secret"}) {
    CAPTURE(text);
    const std::string refusal = refusalOfKey(Algorithm::HS256, text);
    CHECK_THAT(refusal, Contains("expected the secret itself"));
    CHECK_THAT(refusal, !Contains(text));
  }
  for (const std::string text : {"$2b$12$abcdefghijklmnopqrstuvwxyz0123456789", "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAMC",
                                 "correct.horse.battery.staple.and.more"}) {
    CAPTURE(text);
    CHECK(refusalOfKey(Algorithm::HS256, text).empty());
  }
}

TEST_CASE("a refusal never holds key material") {
  const TokenIssuer& issuer = rsaIssuer();
  CHECK_THAT(refusalOfKey(Algorithm::RS256, issuer.privateKeyPem()),
             !Contains(withoutArmor(issuer.privateKeyPem()).substr(0, 20)));
  CHECK_THAT(refusalOfKey(Algorithm::HS256, "hunter2"), !Contains("hunter2"));
  CHECK_THAT(refusalOfKey(Algorithm::RS256, "hunter2"), !Contains("hunter2"));
}

TEST_CASE("a key of another type or curve than the algorithm's is refused") {
  const auto [algorithm, made, what] = GENERATE(table<Algorithm, Algorithm, std::string>({
      {Algorithm::RS256, Algorithm::ES256, "an EC key"},
      {Algorithm::PS256, Algorithm::EdDSA, "an Ed25519 key"},
      {Algorithm::ES256, Algorithm::RS256, "an RSA key"},
      {Algorithm::EdDSA, Algorithm::ES256, "an EC key"},
      {Algorithm::ES256, Algorithm::ES384, "P-384"},
      {Algorithm::ES384, Algorithm::ES256, "P-256"},
      {Algorithm::ES512, Algorithm::ES256, "P-256"},
  }));
  const std::string refusal = refusalOfKey(algorithm, TokenIssuer(made).publicKeyPem());
  CHECK_THAT(refusal, Contains(what));
  CHECK_THAT(refusal, Contains(std::string(nameOf(algorithm))));
}

TEST_CASE("a key on a curve of no JOSE algorithm that we verify is refused") {
  CHECK_THAT(refusalOfKey(Algorithm::ES256, secp256k1PublicKeyPem),
             Contains(libcrypto == Libcrypto::boringssl ? "another type or curve" : "another curve"));
  CHECK_THAT(refusalOfKey(Algorithm::EdDSA, ed448PublicKeyPem),
             Contains(isOpenssl ? "an Ed448 key" : "a key of another type or curve"));
}

TEST_CASE("a public key of an algorithm that OpenSSL does not know is refused, and not as a lack of memory") {
  // SubjectPublicKeyInfo with the object identifier of ML-DSA-44 and too short a key.
  const std::string unknown = bytesOfHex("3013300b0609608648016503040311030400010203");
  CHECK_THAT(refusalOfKey(Algorithm::ES256, standardBase64Of(unknown)),
             Contains("expected a PEM certificate or public key"));

  std::string certificate = bytesOfBase64(withoutArmor(rsaIssuer().certificatePem()));
  const std::string rsaEncryption = bytesOfHex("06092a864886f70d010101");
  certificate.replace(certificate.find(rsaEncryption), rsaEncryption.size(), bytesOfHex("06092a864886f70d01017f"));
  CHECK_THAT(refusalOfKey(Algorithm::RS256, standardBase64Of(certificate)),
             Contains(isOpenssl ? "a certificate whose public key OpenSSL cannot read"
                                : "a certificate of a key of another type or curve"));
}

TEST_CASE("RSA keys that can be forged or cost too much are refused") {
  CHECK_THAT(refusalOfKey(Algorithm::RS256, rsaPublicKeyOf(1024, 65537)), Contains("1024 bits"));
  CHECK_THAT(refusalOfKey(Algorithm::RS256, rsaPublicKeyOf(2047, 65537)), Contains("2047 bits"));
  CHECK_THAT(refusalOfKey(Algorithm::RS256, rsaPublicKeyOf(2048, 1)), Contains("exponent"));
  CHECK_THAT(refusalOfKey(Algorithm::RS256, rsaPublicKeyOf(2048, 4)), Contains("exponent"));
  CHECK_THAT(refusalOfKey(Algorithm::RS256, rsaPublicKeyOf(16385, 65537)),
             Contains(isOpenssl ? "16385 bits" : "more than 16384 bits"));
  CHECK(refusalOfKey(Algorithm::RS256, rsaPublicKeyOf(2048, 3)).empty());
  CHECK(refusalOfKey(Algorithm::PS512, rsaPublicKeyOf(16384, 65537)).empty());
}

TEST_CASE("an HMAC secret is the bytes given, at least as many as the hash has") {
  CHECK(refusalOfKey(Algorithm::HS256, std::string(32, 'x')).empty());
  CHECK_THAT(refusalOfKey(Algorithm::HS256, std::string(31, 'x')), Contains("31 bytes"));
  CHECK_THAT(refusalOfKey(Algorithm::HS256, ""), Contains("0 bytes"));
  CHECK_THAT(refusalOfKey(Algorithm::HS384, std::string(47, 'x')), Contains("at least 48"));
  CHECK_THAT(refusalOfKey(Algorithm::HS512, std::string(63, 'x')), Contains("at least 64"));
  CHECK(refusalOfKey(Algorithm::HS256, std::string(32, '\0')).empty());
}

TEST_CASE("what is public is refused as a secret") {
  const TokenIssuer& issuer = rsaIssuer();
  const std::string certificate = issuer.certificatePem();
  const std::string secret = GENERATE_COPY(
      as<std::string>(), certificate, " \n" + certificate, issuer.publicKeyPem(), issuer.jwk(), "\t" + issuer.jwks(),
      withoutArmor(certificate), withLineEnds(withoutArmor(certificate), ""),
      *decodeBase64Leniently(withoutArmor(certificate)), standardBase64Of(certificate), issuer.privateKeyPem());
  CAPTURE(secret);
  CHECK_THAT(refusalOfKey(Algorithm::HS256, secret), Contains("as the secret"));
}

TEST_CASE("a secret is refused for an algorithm with key pairs") {
  const std::string secret(64, 'x');
  CHECK_THAT(refusalOf([&] { return VerificationKey::fromSecret(Algorithm::RS256, std::as_bytes(std::span(secret))); }),
             Contains("expected a certificate or public key"));
}

}  // namespace
}  // namespace jwtauth::tests
