// Every call into libcrypto that one verification makes fails in its turn. An honest token is then refused for what it
// is, a failure of ours; a forged one is never accepted; and the next request is served.
#include <algorithm>

#include "src/keys/key_material.hpp"
#include "tests/faults/server.hpp"
#include "tests/libcrypto/each_call.hpp"
#include "tests/support/algorithms.hpp"
#include "tests/support/libcrypto.hpp"

namespace jwtauth::tests {
namespace {

using testing::TokenIssuer;

constexpr std::array voices = {Voice::silent, Voice::outOfMemory, Voice::internalError};

/// A mechanism whose key is in our hands too, so that its pool of contexts can be emptied.
struct Server {
  explicit Server(const TokenIssuer& issuer)
      : key(VerificationKey::fromText(issuer.algorithm(), issuer.key())), auth(configOf(issuer), singleKey(key)) {}

  static JwtAuthenticationConfig configOf(const TokenIssuer& issuer) {
    JwtAuthenticationConfig config = issuer.config();
    config.key.clear();
    return config;
  }

  VerificationKey key;
  JwtAuthenticationMechanism auth;
};

struct Answer {
  std::string code;
  std::string_view function;  ///< that failed
};

Answer askWhileFailing(const Server& server, const std::string& request, std::size_t number, Voice voice) {
  CallFailure failure(number, voice);
  const auto who = server.auth.authenticate(request);
  failure.stop();
  return {codeOf(who), failure.function()};
}

/// Their failure cannot be told from a forged signature: both are answered with 0, or with errors that forgeries cause.
bool isVerdict(std::string_view function) {
  constexpr std::array<std::string_view, 7> functions = {
      "EVP_PKEY_verify", "EVP_DigestVerify",   "RSA_verify",    "RSA_verify_pss_mgf1",
      "ECDSA_verify",    "ECDSA_verify_p1363", "ED25519_verify"};
  return std::find(functions.begin(), functions.end(), function) != functions.end();
}

/// It is called once more, with the key, when a context cannot be started again without.
bool hasSecondWay(std::string_view function) {
  return function == "EVP_DigestVerifyInit";
}

void requireRightAnswer(const Answer& answer) {
  CAPTURE(std::string(answer.function));
  if (answer.function.empty() || (hasSecondWay(answer.function) && answer.code == "none")) {
    CHECK(answer.code == "none");
  } else if (isVerdict(answer.function) && answer.code == "signatureInvalid") {
    SUCCEED();
  } else {
    CHECK_THAT(answer.code, Catch::Matchers::Equals("cryptoFailure") || Catch::Matchers::Equals("outOfMemory"));
  }
}

TEST_CASE(
    "a request during which libcrypto fails is refused as a failure, not as a bad token, and the next one served") {
  for (const Algorithm algorithm : everyAlgorithm) {
    const TokenIssuer issuer(algorithm);
    const Requests requests(issuer);
    for (const Voice voice : voices) {
      for (const bool isPoolEmpty : {false, true}) {
        const std::string what = std::string(nameOf(algorithm)) + (isPoolEmpty ? ", no context left" : ", used key");
        failEachCall(what, voice, [&](std::size_t number) {
          const Server server(issuer);
          requireService(server.auth, requests);
          if (isPoolEmpty) forgetPrepared(*KeyAccess::of(server.key).verifier);
          const Answer answer = askWhileFailing(server, requests.honest, number, voice);
          requireRightAnswer(answer);
          CHECK(ERR_peek_error() == 0);
          requireService(server.auth, requests);
          return answer.function;
        });
      }
    }
  }
}

// OpenSSL 3.5 answers so when ECDSA has no memory. A signature that is forged is answered with 0, or with a reason.
TEST_CASE("a verification that OpenSSL fails without a reason has lacked memory") {
  if (!isOpenssl) return;
  for (const Algorithm algorithm : everyAlgorithm) {
    const TokenIssuer issuer(algorithm);
    const Requests requests(issuer);
    failEachCall(std::string(nameOf(algorithm)) + ", no reason", Voice::notVerified, [&](std::size_t number) {
      const Server server(issuer);
      const Answer answer = askWhileFailing(server, requests.honest, number, Voice::notVerified);
      if (isVerdict(answer.function)) CHECK(answer.code == "outOfMemory");
      requireService(server.auth, requests);
      return answer.function;
    });
  }
}

TEST_CASE("a forged token is not accepted because libcrypto fails") {
  for (const Algorithm algorithm : everyAlgorithm) {
    const TokenIssuer issuer(algorithm);
    const Requests requests(issuer);
    for (const Voice voice : voices) {
      failEachCall(std::string(nameOf(algorithm)) + ", forged", voice, [&](std::size_t number) {
        const Server server(issuer);
        forgetPrepared(*KeyAccess::of(server.key).verifier);
        const Answer answer = askWhileFailing(server, requests.forged, number, voice);
        CHECK(answer.code != "none");
        requireService(server.auth, requests);
        return answer.function;
      });
    }
  }
}

}  // namespace
}  // namespace jwtauth::tests
