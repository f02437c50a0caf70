// Every call into libcrypto that a request with a proof makes fails in its turn. No such request is accepted, and the
// next one is served.
#include <array>
#include <stdexcept>

#include "jwtauth/jwt_authentication_mechanism.hpp"
#include "jwtauth/testing.hpp"
#include "src/libcrypto/secrets.hpp"
#include "tests/libcrypto/each_call.hpp"
#include "tests/support/expect.hpp"

namespace jwtauth::tests {
namespace {

constexpr std::array voicesOfFailure = {Voice::silent, Voice::outOfMemory, Voice::internalError};
constexpr std::string_view urlOfNotes = "https://api.test/notes";

JwtAuthenticationConfig wantingNonces(const testing::TokenIssuer& issuer) {
  JwtAuthenticationConfig config = issuer.config();
  config.publicOrigin = "https://api.test";
  config.dpopNonce = DpopNonce::required;
  config.dpopNonceSecret = std::string(32, 's');
  return config;
}

std::string nonceOf(const JwtAuthenticationMechanism& auth) {
  for (const auto& [name, value] : auth.refusal({ErrorCode::proofNonceMissing, "none"}).fields) {
    if (name == "DPoP-Nonce") return value;
  }
  return {};
}

/// A token that is bound to a client, and its next proof.
struct BoundClient {
  testing::TokenIssuer issuer{Algorithm::ES256};
  testing::DpopClient client;
  std::string authorization = "DPoP " + issuer.token().boundTo(client).sign();

  std::string proof(const std::string& nonce) const {
    const std::string_view token = std::string_view(authorization).substr(5);
    return client.proof("GET", urlOfNotes, token).claim("nonce", std::string_view(nonce)).sign();
  }
};

std::string codeOf(const JwtAuthenticationMechanism& auth, std::string_view authorization, std::string_view proof) {
  const Request request{.authorization = {&authorization, 1}, .dpop = {&proof, 1}, .method = "GET", .url = urlOfNotes};
  return tests::codeOf(auth.authenticate(request));
}

/// It is called once more, with the key, when a context cannot be started again without.
bool isAskedTwice(std::string_view function) {
  return function == "EVP_DigestVerifyInit";
}

TEST_CASE("a request with a proof during which libcrypto fails is not accepted, and the next one served") {
  const BoundClient client;
  for (const Voice voice : voicesOfFailure) {
    failEachCall("a proof by ES256", voice, [&](std::size_t number) {
      const JwtAuthenticationMechanism auth(wantingNonces(client.issuer));
      const std::string nonce = nonceOf(auth), first = client.proof(nonce), second = client.proof(nonce);
      CallFailure failure(number, voice);
      const std::string code = codeOf(auth, client.authorization, first);
      failure.stop();
      CAPTURE(std::string(failure.function()), code);
      const bool isServed = failure.function().empty() || isAskedTwice(failure.function());
      CHECK((code == "none") == isServed);
      CHECK(codeOf(auth, client.authorization, second) == "none");
      return failure.function();
    });
  }
}

TEST_CASE("where libcrypto has no random bytes none are made up") {
  for (const Voice voice : voicesOfFailure) {
    failEachCall("random bytes", voice, [&](std::size_t number) {
      CallFailure failure(number, voice);
      bool isMade = true;
      try {
        (void)randomBytes(16);
      } catch (const std::runtime_error&) {
        isMade = false;
      }
      failure.stop();
      CHECK(isMade == failure.function().empty());
      return failure.function();
    });
  }
}

}  // namespace
}  // namespace jwtauth::tests
