// Keys that libcryptos do not agree on: what docs/libcrypto.md says of each. A key is accepted when it verifies, and
// refused with a ConfigurationError, never otherwise.
#include <array>

#include "jwtauth/jwks.hpp"
#include "src/libcrypto/public_key.hpp"
#include "tests/support/altered_keys.hpp"
#include "tests/support/expect.hpp"
#include "tests/support/libcrypto.hpp"

namespace jwtauth::tests {
namespace {

using Catch::Matchers::StartsWith;
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

TEST_CASE("an RSA key whose algorithm has no parameter or another one is read by OpenSSL and AWS-LC") {
  const std::string key = publicDerOf(rsa());
  const std::string id = bytesOfHex("06092a864886f70d010101");
  const auto [begin, end] = derContentAt(key, 0);
  const std::string bits = key.substr(derContentAt(key, begin).second, end);
  const auto codeWithParameter = [&](const std::string& parameter) {
    return codeWithKey(Algorithm::PS256, rsa(), der(derSequence, der(derSequence, id + parameter) + bits));
  };
  CHECK(codeWithParameter(bytesOfHex("0500")) == "none");
  CHECK(codeWithParameter("") == acceptedIf(!isBoringssl));
  CHECK(codeWithParameter(bytesOfHex("020100")) == acceptedIf(!isBoringssl));
}

/// An RSA key of 2048 bits with this exponent, as a SubjectPublicKeyInfo.
std::string rsaKeyWithExponent(const std::string& exponent) {
  const std::string numbers = derNumber(std::string(256, '\xc5')) + der(derInteger, exponent);
  const std::string rsaEncryption = bytesOfHex("300d06092a864886f70d0101010500");
  return der(derSequence, rsaEncryption + der(derBitString, '\0' + der(derSequence, numbers)));
}

/// "none", or the code and the words of the refusal.
std::string refusalOf(const std::string& key) {
  try {
    (void)VerificationKey::fromText(Algorithm::PS256, standardBase64Of(key));
    return "none";
  } catch (const ConfigurationError& error) {
    return std::string(nameOf(error.code())) + ": " + error.what();
  }
}

TEST_CASE("a long RSA exponent is read by OpenSSL alone, and is not called weak") {
  const std::string bits33 = bytesOfHex("0100000001"), bits34 = bytesOfHex("0200000001");
  const std::string bits64 = bytesOfHex("00ffffffffffffffff"), bits65 = bytesOfHex("01000000000000000b");
  for (const bool isCertificate : {false, true}) {
    const auto refusalWith = [&](const std::string& exponent) {
      const std::string key = rsaKeyWithExponent(exponent);
      return refusalOf(isCertificate ? certificateWithKey(rsa(), key) : key);
    };
    const std::string tooLong = isOpenssl ? "exponent is longer than 64 bits" : "exponent is longer than 33 bits";
    CHECK(refusalWith(bits33) == "none");
    for (const std::string& exponent : {bits34, bits64, bits65}) {
      const std::string refusal = refusalWith(exponent);
      const bool isAccepted = isOpenssl && exponent != bits65;
      if (isAccepted) CHECK(refusal == "none");
      if (!isAccepted) CHECK_THAT(refusal, StartsWith("keyUnusable: ") && Contains(tooLong));
    }
    for (const char* weak : {"01", "02", "010000", "0200000000"}) {
      CHECK_THAT(refusalWith(bytesOfHex(weak)), StartsWith("keyTooWeak: ") && Contains("exponent is 1 or even"));
    }
  }
}

TEST_CASE("lengths and numbers that are longer than DER has them are read by OpenSSL alone") {
  const std::string key = publicDerOf(ec());  // 30 59 30 13 …
  CHECK(codeWithKey(Algorithm::ES256, ec(), key) == "none");
  CHECK(codeWithKey(Algorithm::ES256, ec(), "\x30\x81" + key.substr(1)) == acceptedIf(isOpenssl));
  CHECK(refusalOf(rsaKeyWithExponent(bytesOfHex("010001"))) == "none");
  CHECK((refusalOf(rsaKeyWithExponent(bytesOfHex("00010001"))) == "none") == isOpenssl);
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

TEST_CASE("a certificate of indefinite length is read by OpenSSL and AWS-LC") {
  const std::string certificate = certificateDerOf(ec());
  const std::string content = certificate.substr(derContentAt(certificate, 0).first);
  CHECK(codeWithKey(Algorithm::ES256, ec(), "\x30\x80" + content + std::string(2, '\0')) == acceptedIf(!isBoringssl));
}

std::string certificateValidFrom(const std::string& notBefore) {
  const std::string certificate = certificateDerOf(ec());
  const std::string own = certificate.substr(certificate.find("\x30\x1e\x17\x0d"), 32);
  return certificateWith(ec(), own, der(derSequence, der(derUtcTime, notBefore) + own.substr(17)));
}

TEST_CASE("a certificate with a time that is not one is read by OpenSSL alone") {
  CHECK(codeWithKey(Algorithm::ES256, ec(), certificateValidFrom("260101000000Z")) == "none");
  for (const char* time : {"261301000000Z", "when it rains"}) {
    CHECK(codeWithKey(Algorithm::ES256, ec(), certificateValidFrom(time)) == acceptedIf(isOpenssl));
  }
}

TEST_CASE("a certificate with a time of another zone is read by all, and AWS-LC applies the zone the wrong way round") {
  const std::string key = certificateValidFrom("260101020000+0200");
  CHECK(codeWithKey(Algorithm::ES256, ec(), key) == "none");
  const auto certificate = readCertificate(key);
  REQUIRE(certificate);
  CHECK(certificate->notBefore == 1'767'225'600 + (libcrypto == Libcrypto::awsLc ? 4 * 3600 : 0));
}

TEST_CASE("a certificate whose common name is no text is read by BoringSSL alone, without the name") {
  std::string key = certificateDerOf(ec());
  const std::string commonName = bytesOfHex("0603550403");
  for (std::size_t place = 0; (place = key.find(commonName, place)) != std::string::npos; ++place) {
    key.at(place + commonName.size()) = derInteger;
  }
  CHECK(codeWithKey(Algorithm::ES256, ec(), key) == acceptedIf(isBoringssl));
  const auto certificate = readCertificate(key);
  CHECK(certificate.has_value() == isBoringssl);
  if (certificate) CHECK(certificate->commonName.empty());
}

}  // namespace
}  // namespace jwtauth::tests
