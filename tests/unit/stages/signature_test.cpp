#include <openssl/err.h>

#include "jwtauth/testing.hpp"
#include "src/stages/stages.hpp"
#include "tests/support/expect.hpp"

namespace jwtauth::tests {
namespace {

using testing::TokenIssuer;

struct SignedMessage {
  std::string input;
  std::vector<unsigned char> signature;
};

SignedMessage signedBy(const TokenIssuer& issuer, std::string_view subject) {
  const std::string token = issuer.token(subject).sign();
  JwsWorkspace workspace;
  const auto jws = parseCompactJws(token, {issuer.algorithm(), ""}, workspace);
  return {std::string(jws->signingInput), {jws->signature.begin(), jws->signature.end()}};
}

std::vector<Algorithm> everyAlgorithm() {
  return {Algorithm::HS256, Algorithm::HS384, Algorithm::HS512, Algorithm::RS256, Algorithm::RS384,
          Algorithm::RS512, Algorithm::PS256, Algorithm::PS384, Algorithm::PS512, Algorithm::ES256,
          Algorithm::ES384, Algorithm::ES512, Algorithm::EdDSA};
}

// A context that is used again must forget the signature before: OpenSSL 3.4 and later do not do so by themselves for
// Ed25519.
TEST_CASE("one key verifies two valid signatures, refuses a forged one and verifies a third") {
  const Algorithm algorithm = GENERATE(from_range(everyAlgorithm()));
  CAPTURE(nameOf(algorithm));
  const TokenIssuer issuer(algorithm);
  const VerificationKey key = VerificationKey::fromText(algorithm, issuer.key());
  const SignedMessage one = signedBy(issuer, "one"), two = signedBy(issuer, "two");
  CHECK(verifySignature(key, one.input, one.signature));
  CHECK(verifySignature(key, two.input, two.signature));
  CHECK(codeOf(verifySignature(key, one.input, two.signature)) == "signatureInvalid");
  CHECK(verifySignature(key, one.input, one.signature));
}

TEST_CASE("a signature of another length than the key's is refused, and leaves OpenSSL's error queue clean") {
  const Algorithm algorithm = GENERATE(from_range(everyAlgorithm()));
  CAPTURE(nameOf(algorithm));
  const TokenIssuer issuer(algorithm);
  const VerificationKey key = VerificationKey::fromText(algorithm, issuer.key());
  const SignedMessage message = signedBy(issuer, "ann");
  std::vector<unsigned char> longer = message.signature;
  longer.push_back(0);
  std::vector<unsigned char> shorter(message.signature.begin(), message.signature.end() - 1);
  for (const auto& signature : {std::vector<unsigned char>{}, std::vector<unsigned char>{0}, shorter, longer,
                                std::vector<unsigned char>(message.signature.size(), 0),
                                std::vector<unsigned char>(message.signature.size(), 0xff)}) {
    CHECK(codeOf(verifySignature(key, message.input, signature)) == "signatureInvalid");
    CHECK(ERR_peek_error() == 0);
  }
  CHECK(verifySignature(key, message.input, message.signature));
}

TEST_CASE("any single bit turned in signature or message is a forgery") {
  const Algorithm algorithm = GENERATE(Algorithm::HS256, Algorithm::ES256, Algorithm::EdDSA);
  const TokenIssuer issuer(algorithm);
  const VerificationKey key = VerificationKey::fromText(algorithm, issuer.key());
  SignedMessage message = signedBy(issuer, "ann");
  for (std::size_t bit = 0; bit < message.signature.size() * 8; ++bit) {
    message.signature[bit / 8] ^= static_cast<unsigned char>(1u << bit % 8);
    CHECK_FALSE(verifySignature(key, message.input, message.signature));
    message.signature[bit / 8] ^= static_cast<unsigned char>(1u << bit % 8);
  }
  for (std::size_t i = 0; i < message.input.size(); ++i) {
    message.input[i] ^= 0x01;
    CHECK_FALSE(verifySignature(key, message.input, message.signature));
    message.input[i] ^= 0x01;
  }
  CHECK(verifySignature(key, message.input, message.signature));
}

TEST_CASE("an error that others left in OpenSSL's queue is not taken for ours") {
  const TokenIssuer issuer(Algorithm::RS256);
  const VerificationKey key = VerificationKey::fromText(Algorithm::RS256, issuer.key());
  const SignedMessage message = signedBy(issuer, "ann");
  ERR_put_error(ERR_LIB_USER, 0, ERR_R_MALLOC_FAILURE, "elsewhere", 1);
  const std::vector<unsigned char> forged(message.signature.size(), 0xff);
  CHECK(codeOf(verifySignature(key, message.input, forged)) == "signatureInvalid");
  ERR_clear_error();
}

TEST_CASE("one key serves more verifications at once than its pool has contexts") {
  const TokenIssuer issuer(Algorithm::ES256);
  const VerificationKey key = VerificationKey::fromText(Algorithm::ES256, issuer.key());
  const VerificationKey copy = key;
  const SignedMessage message = signedBy(issuer, "ann");
  for (int i = 0; i < 100; ++i) CHECK(verifySignature(i % 2 == 0 ? key : copy, message.input, message.signature));
}

}  // namespace
}  // namespace jwtauth::tests
