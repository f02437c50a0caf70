// Keys that libcryptos do not agree on: what docs/libcrypto.md says of each. A key is accepted when it verifies, and
// refused with a ConfigurationError, never otherwise.
#include <array>

#include "jwtauth/jwks.hpp"
#include "tests/support/altered_keys.hpp"
#include "tests/support/expect.hpp"
#include "tests/support/libcrypto.hpp"

namespace jwtauth::tests {
namespace {

using testing::TokenIssuer;

constexpr bool isBoringssl = libcrypto == Libcrypto::boringssl;

/// "none" when the key verifies a token of the issuer, or else the code of the refusal.
std::string codeWithKey(Algorithm algorithm, const TokenIssuer& issuer, const std::string& key) {
  JwtAuthenticationConfig config = issuer.config();
  config.algorithm = algorithm;
  config.key = standardBase64Of(key);
  try {
    const JwtAuthenticationMechanism auth(config);
    return codeOf(auth.authenticate(issuer.token().signedAs(algorithm).bearer()));
  } catch (const ConfigurationError& error) {
    return std::string(nameOf(error.code()));
  }
}

std::string acceptedIf(bool isAccepted) {
  return isAccepted ? "none" : "keyUnusable";
}

const TokenIssuer& rsa() {
  static const TokenIssuer issuer(Algorithm::PS256);
  return issuer;
}

const TokenIssuer& ec() {
  static const TokenIssuer issuer(Algorithm::ES256);
  return issuer;
}

std::string replaced(std::string text, const std::string& old, const std::string& with) {
  return text.replace(text.find(old), old.size(), with);
}

TEST_CASE("an RSA key without the parameter of its algorithm is read as the libcrypto does") {
  const std::string key = publicDerOf(rsa());
  const std::string id = bytesOfHex("06092a864886f70d010101");
  const auto [begin, end] = derContentAt(key, 0);
  const std::string bits = key.substr(derContentAt(key, begin).second, end);
  CHECK(codeWithKey(Algorithm::PS256, rsa(), der(derSequence, der(derSequence, id + bytesOfHex("0500")) + bits)) ==
        "none");
  CHECK(codeWithKey(Algorithm::PS256, rsa(), der(derSequence, der(derSequence, id) + bits)) ==
        acceptedIf(!isBoringssl));
}

TEST_CASE("lengths that are longer than DER has them are read by OpenSSL alone") {
  const std::string key = publicDerOf(ec());  // 30 59 30 13 …
  CHECK(codeWithKey(Algorithm::ES256, ec(), key) == "none");
  CHECK(codeWithKey(Algorithm::ES256, ec(), "\x30\x81" + key.substr(1)) == acceptedIf(isOpenssl));
}

TEST_CASE("a point in hybrid form is read by OpenSSL and AWS-LC") {
  std::string key = publicDerOf(ec());
  const bool isOdd = (key.back() & 1) != 0;
  char& form = key.at(key.size() - 65);
  form = isOdd ? 7 : 6;
  CHECK(codeWithKey(Algorithm::ES256, ec(), key) == acceptedIf(!isBoringssl));
  form = isOdd ? 6 : 7;  // of the other point with this x
  CHECK(codeWithKey(Algorithm::ES256, ec(), key) == "keyUnusable");
}

TEST_CASE("a key on a curve whose parameters are written out is read by OpenSSL and AWS-LC") {
  const std::string g = bytesOfHex(
      "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
      "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5");
  const std::string point = publicDerOf(ec()).substr(publicDerOf(ec()).size() - 65);
  CHECK(codeWithKey(Algorithm::ES256, ec(), p256KeyWithParameters(g, point)) == acceptedIf(!isBoringssl));
}

TEST_CASE("a key for RSASSA-PSS verifies what it allows, and nothing else") {
  const std::string any = pssKeyOf(rsa(), ""), sha256 = pssKeyOf(rsa(), pssOfSha256(32));
  CHECK(codeWithKey(Algorithm::PS256, rsa(), any) == acceptedIf(!isBoringssl));
  CHECK(codeWithKey(Algorithm::PS512, rsa(), any) == acceptedIf(!isBoringssl));
  CHECK(codeWithKey(Algorithm::PS256, rsa(), sha256) == acceptedIf(!isBoringssl));
  CHECK(codeWithKey(Algorithm::PS512, rsa(), sha256) == "keyUnusable");
  for (const std::string& key : {any, sha256}) CHECK(codeWithKey(Algorithm::RS256, rsa(), key) == "keyUnusable");
  CHECK(codeWithKey(Algorithm::PS256, rsa(), pssKeyOf(rsa(), pssOfSha256(33))) == "keyUnusable");
}

/// A JWK that is an issuer's certificate with its key as one for RSASSA-PSS.
std::string pssJwkOf(const TokenIssuer& issuer, const std::string& keyId) {
  const std::string certificate = standardBase64Of(certificateWithKey(issuer, pssKeyOf(issuer, "")));
  return R"({"kty":"RSA","kid":")" + keyId + R"(","x5c":[")" + certificate + "\"]}";
}

TEST_CASE("keys for RSASSA-PSS differ by their numbers") {
  const TokenIssuer other(Algorithm::PS256);
  const std::array allowed = {Algorithm::PS256};
  const auto knownOf = [&](const std::string& first, const std::string& second) {
    return parseJwks("{\"keys\":[" + first + "," + second + "," + ec().jwk() + "," + other.jwk() + "]}", allowed)
        ->knownKeyIds();
  };
  const std::string only = other.keyId();
  const std::string one = pssJwkOf(rsa(), "one"), same = pssJwkOf(rsa(), "one"), two = pssJwkOf(other, "one");
  CHECK(knownOf(one, two) == std::vector<std::string>{only});
  CHECK(knownOf(one, same).size() == (isBoringssl ? 1 : 2));
}

TEST_CASE("a certificate of version 4 is read by OpenSSL alone") {
  const std::string certificate = certificateDerOf(ec());
  const std::string version3 = bytesOfHex("a003020102"), version4 = bytesOfHex("a003020103");
  CHECK(codeWithKey(Algorithm::ES256, ec(), certificate) == "none");
  CHECK(codeWithKey(Algorithm::ES256, ec(), replaced(certificate, version3, version4)) == acceptedIf(isOpenssl));
}

}  // namespace
}  // namespace jwtauth::tests
