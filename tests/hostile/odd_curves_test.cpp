// EC keys that were made by hand: another generator on a good curve (CVE-2020-0601), and the point at infinity.
#include <array>
#include <nlohmann/json.hpp>

#include "jwtauth/jwks.hpp"
#include "tests/support/altered_keys.hpp"
#include "tests/support/expect.hpp"
#include "tests/support/target.hpp"

namespace jwtauth::tests {
namespace {

using nlohmann::json;
using testing::TokenIssuer;

/// A key on P-256 whose parameters are written out, with this point as the generator and as the key: its private
/// number is 1.
std::string keyWithGenerator(const std::string& point) {
  const std::string p = bytesOfHex("00ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
  const std::string a = bytesOfHex("ffffffff00000001000000000000000000000000fffffffffffffffffffffffc");
  const std::string b = bytesOfHex("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b");
  const std::string n = bytesOfHex("00ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
  const std::string primeField = bytesOfHex("06072a8648ce3d0101"), ecPublicKey = bytesOfHex("06072a8648ce3d0201");
  const std::string parameters =
      der(derSequence, der(derInteger, "\1") + der(derSequence, primeField + der(derInteger, p)) +
                           der(derSequence, der(derOctetString, a) + der(derOctetString, b)) +
                           der(derOctetString, point) + der(derInteger, n) + der(derInteger, "\1"));
  return der(derSequence, der(derSequence, ecPublicKey + parameters) + der(derBitString, '\0' + point));
}

std::string pointOf(const TokenIssuer& issuer) {
  const std::string key = publicDerOf(issuer);
  return key.substr(key.size() - 65);
}

/// The issuer's certificate with the point at infinity in the place of its key.
std::string certificateOfInfinity(const TokenIssuer& issuer) {
  const std::string algorithm = bytesOfHex("301306072a8648ce3d020106082a8648ce3d030107");
  return certificateWithKey(issuer, der(derSequence, algorithm + der(derBitString, std::string(2, '\0'))));
}

std::string codeOfKey(const std::string& text) {
  try {
    (void)VerificationKey::fromText(Algorithm::ES256, text);
  } catch (const ConfigurationError& error) {
    return std::string(nameOf(error.code()));
  }
  return "none";
}

/// A set of this certificate and of the issuer's honest key.
std::shared_ptr<KeyProvider> setBeside(const TokenIssuer& issuer, const std::string& certificate) {
  json set = json::parse(issuer.jwks());
  set["keys"].push_back({{"kty", "EC"}, {"kid", "odd"}, {"x5c", {standardBase64Of(certificate)}}});
  return parseJwks(set.dump(), std::array{Algorithm::ES256});
}

TEST_CASE("a key with another generator is refused, wherever it stands") {
  const TokenIssuer issuer(Algorithm::ES256);
  CHECK(codeOfKey(issuer.publicKeyPem()) == "none");
  CHECK(codeOfKey(standardBase64Of(keyWithGenerator(pointOf(issuer)))) == "keyUnusable");
}

TEST_CASE("a certificate of the point at infinity is refused, and the keys beside it in a set are used") {
  const TokenIssuer issuer(Algorithm::ES256);
  const std::string certificate = certificateOfInfinity(issuer);
  CHECK(codeOfKey(issuer.certificatePem()) == "none");
  CHECK(codeOfKey(standardBase64Of(certificate)) == "keyUnusable");

  const auto keys = setBeside(issuer, certificate);
  CHECK(keys->skipped().size() == 1);
  Target(issuer, keys).accepts(issuer.token());
}

}  // namespace
}  // namespace jwtauth::tests
