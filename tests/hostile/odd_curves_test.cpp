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

// With its own point as the generator, the private number of a key is 1.
TEST_CASE("a key with another generator is refused, wherever it stands") {
  const TokenIssuer issuer(Algorithm::ES256);
  CHECK(codeOfKey(issuer.publicKeyPem()) == "none");
  CHECK(codeOfKey(standardBase64Of(p256KeyWithParameters(pointOf(issuer), pointOf(issuer)))) == "keyUnusable");
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
