// Wycheproof's vectors for the signature algorithms: message, signature and key, straight to verifySignature.
#include <array>

#include "jwtauth/jwks.hpp"
#include "src/stages/stages.hpp"
#include "tests/conformance/wycheproof.hpp"
#include "tests/support/bytes.hpp"
#include "tests/support/expect.hpp"

namespace jwtauth::tests {
namespace {

using nlohmann::json;

bool isValid(const json& vector) {
  return vector["result"] == "valid";
}

Result<VerificationKey> keyOf(Algorithm algorithm, const json& group) {
  for (const char* member : {"publicKeyJwk", "keyJwk"}) {
    if (group.contains(member)) return parseJwks(group[member].dump(), std::array{algorithm})->find(algorithm, "");
  }
  return VerificationKey::fromText(algorithm, group["publicKeyPem"].get<std::string>());
}

bool verifies(Algorithm algorithm, const json& group, const json& vector) {
  const auto key = keyOf(algorithm, group);
  const std::string message = bytesOfHex(vector["msg"].get<std::string>());
  const std::string signature = bytesOfHex(vector["sig"].get<std::string>());
  const auto verified = verifySignature(*key, message, unsignedBytes(signature));
  if (!verified) CHECK(codeOf(verified) == "signatureInvalid");
  return verified.hasValue();
}

void agrees(const std::string& file, Algorithm algorithm) {
  WycheproofFile(file).run([&](const json& group, const json& vector) {
    CAPTURE(file, vector["tcId"].get<int>(), vector["comment"].get<std::string>());
    // Of the few vectors that a lenient verifier may accept, a strict one accepts none.
    CHECK(verifies(algorithm, group, vector) == isValid(vector));
  });
}

TEST_CASE("Wycheproof agrees on ES256") {
  agrees("ecdsa_secp256r1_sha256_p1363", Algorithm::ES256);
}
TEST_CASE("Wycheproof agrees on ES384") {
  agrees("ecdsa_secp384r1_sha384_p1363", Algorithm::ES384);
}
TEST_CASE("Wycheproof agrees on ES512") {
  agrees("ecdsa_secp521r1_sha512_p1363", Algorithm::ES512);
}
TEST_CASE("Wycheproof agrees on EdDSA") {
  agrees("ed25519", Algorithm::EdDSA);
}
TEST_CASE("Wycheproof agrees on RS256") {
  agrees("rsa_signature_2048_sha256", Algorithm::RS256);
}
TEST_CASE("Wycheproof agrees on RS384") {
  agrees("rsa_signature_3072_sha384", Algorithm::RS384);
}
TEST_CASE("Wycheproof agrees on RS512") {
  agrees("rsa_signature_4096_sha512", Algorithm::RS512);
}
TEST_CASE("Wycheproof agrees on PS256") {
  agrees("rsa_pss_2048_sha256_mgf1_32", Algorithm::PS256);
  agrees("rsa_pss_3072_sha256_mgf1_32", Algorithm::PS256);
}
TEST_CASE("Wycheproof agrees on PS384") {
  agrees("rsa_pss_4096_sha384_mgf1_48", Algorithm::PS384);
}
TEST_CASE("Wycheproof agrees on PS512") {
  agrees("rsa_pss_4096_sha512_mgf1_64", Algorithm::PS512);
}

// RFC 7518 3.5: the salt is as long as the hash, so one of no bytes is refused, the file's valid vectors too. Number 69
// is invalid to the file for its salt of 32 bytes, which is that of PS256.
TEST_CASE("Wycheproof's PSS signatures without a salt are refused under PS256") {
  constexpr int saltOfHashLength = 69;
  WycheproofFile("rsa_pss_2048_sha256_mgf1_0").run([&](const json& group, const json& vector) {
    CAPTURE(vector["tcId"].get<int>());
    CHECK(verifies(Algorithm::PS256, group, vector) == (vector["tcId"] == saltOfHashLength));
  });
}

/// RFC 7518 3.2: keys shorter than the hash are refused, and so are tags cut short.
void agreesOnHmac(const std::string& file, Algorithm algorithm, int hashBits) {
  WycheproofFile(file).run([&](const json& group, const json& vector) {
    CAPTURE(file, vector["tcId"].get<int>(), vector["comment"].get<std::string>());
    const std::string secret = bytesOfHex(vector["key"].get<std::string>());
    const auto makeKey = [&] { return VerificationKey::fromSecret(algorithm, std::as_bytes(std::span(secret))); };
    if (group["keySize"] < hashBits) {
      CHECK_THAT(refusalOf(makeKey), Catch::Matchers::StartsWith("key: a secret of "));
      return;
    }
    const std::string message = bytesOfHex(vector["msg"].get<std::string>());
    const std::string tag = bytesOfHex(vector["tag"].get<std::string>());
    const bool verified = verifySignature(makeKey(), message, unsignedBytes(tag)).hasValue();
    CHECK(verified == (isValid(vector) && group["tagSize"] == hashBits));
  });
}

TEST_CASE("Wycheproof agrees on HS256") {
  agreesOnHmac("hmac_sha256", Algorithm::HS256, 256);
}
TEST_CASE("Wycheproof agrees on HS384") {
  agreesOnHmac("hmac_sha384", Algorithm::HS384, 384);
}
TEST_CASE("Wycheproof agrees on HS512") {
  agreesOnHmac("hmac_sha512", Algorithm::HS512, 512);
}

}  // namespace
}  // namespace jwtauth::tests
