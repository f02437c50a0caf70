// Every allocation of one verification fails in its turn, the library's and libcrypto's. The answer is that memory ran
// out, never that the token was at fault; a forged token is never accepted; and the next request is served.
#include <thread>

#include "src/keys/key_material.hpp"
#include "tests/faults/server.hpp"
#include "tests/faults/shortage.hpp"
#include "tests/support/algorithms.hpp"
#include "tests/support/libcrypto.hpp"

namespace jwtauth::tests {
namespace {

using Catch::Matchers::Equals;
using testing::TokenIssuer;

enum class Pool { fresh, used, empty };
constexpr std::array poolNames = {"fresh key", "used key", "no context left"};

/// A mechanism whose key is in our hands too, so that its pool of contexts can be emptied.
struct Server {
  Server(const TokenIssuer& issuer, Pool pool, const Requests& requests)
      : key(VerificationKey::fromText(issuer.algorithm(), issuer.key())), auth(configOf(issuer), singleKey(key)) {
    if (pool == Pool::used) requireService(auth, requests);
    if (pool == Pool::empty) forgetPrepared(*KeyAccess::of(key).verifier);
  }

  static JwtAuthenticationConfig configOf(const TokenIssuer& issuer) {
    JwtAuthenticationConfig config = issuer.config();
    config.key.clear();
    config.fixedRoles = {"a role too long to be kept inside of its string"};
    return config;
  }

  VerificationKey key;
  JwtAuthenticationMechanism auth;
};

std::string codeInShortage(const JwtAuthenticationMechanism& auth, std::string_view request, AllocationMeter& meter) {
  const auto who = auth.authenticate(request);
  meter.stop();
  return codeOf(who);
}

/// Where OpenSSL has no memory for a hash of Ed25519 or PSS, it answers as if the signature were forged.
bool isSilent(Algorithm algorithm) {
  return isOpenssl && (algorithm == Algorithm::EdDSA || nameOf(algorithm).starts_with("PS"));
}

TEST_CASE("a request during which memory runs out is served or refused for want of memory, and the next one served") {
  for (const Algorithm algorithm : everyAlgorithm) {
    const TokenIssuer issuer(algorithm);
    const Requests requests(issuer);
    for (const Pool pool : {Pool::fresh, Pool::used, Pool::empty}) {
      const std::string what = std::string(nameOf(algorithm)) + ", " + poolNames[static_cast<std::size_t>(pool)];
      failEachAllocation(what, [&](auto number, Shortage shortage) {
        const Server server(issuer, pool, requests);
        AllocationMeter meter(number, shortage);
        const std::string code = codeInShortage(server.auth, requests.honest, meter);
        if (!(isSilent(algorithm) && code == "signatureInvalid")) {
          CHECK_THAT(code, Equals("none") || Equals("outOfMemory") || Equals("cryptoFailure"));
        }
        CHECK((meter.hasFailed() || code == "none"));
        CHECK(ERR_peek_error() == 0);
        requireService(server.auth, requests);
        return meter.hasFailed();
      });
    }
  }
}

JwtAuthenticationConfig rememberingConfigOf(const TokenIssuer& issuer) {
  JwtAuthenticationConfig config = issuer.config();
  config.verdictCacheEntries = 10;
  return config;
}

TEST_CASE("a token is served or refused for want of memory, although it cannot be remembered") {
  const TokenIssuer issuer(Algorithm::HS256);
  const Requests requests(issuer);
  failEachAllocation("to be remembered", [&](auto number, Shortage shortage) {
    const JwtAuthenticationMechanism auth(rememberingConfigOf(issuer));
    AllocationMeter meter(number, shortage);
    const std::string code = codeInShortage(auth, requests.honest, meter);
    CHECK_THAT(code, Equals("none") || Equals("outOfMemory") || Equals("cryptoFailure"));
    CHECK((meter.hasFailed() || code == "none"));
    requireService(auth, requests);
    return meter.hasFailed();
  });
}

TEST_CASE("a token that another thread had remembered is served although memory is short where it is found") {
  const TokenIssuer issuer(Algorithm::HS256);
  const Requests requests(issuer);
  const JwtAuthenticationMechanism auth(rememberingConfigOf(issuer));
  for (std::size_t number = 0; number < 4; ++number) {
    std::thread([&] { (void)auth.authenticate(requests.honest).hasValue(); }).join();
    AllocationMeter meter(number);
    CHECK(codeInShortage(auth, requests.honest, meter) == "none");
    requireService(auth, requests);
  }
}

TEST_CASE("a forged token is not accepted because memory runs out") {
  for (const Algorithm algorithm : everyAlgorithm) {
    const TokenIssuer issuer(algorithm);
    const Requests requests(issuer);
    failEachAllocation(std::string(nameOf(algorithm)) + ", forged", [&](auto number, Shortage shortage) {
      const Server server(issuer, Pool::empty, requests);
      AllocationMeter meter(number, shortage);
      const std::string code = codeInShortage(server.auth, requests.forged, meter);
      CHECK_THAT(code, Equals("signatureInvalid") || Equals("outOfMemory") || Equals("cryptoFailure"));
      requireService(server.auth, requests);
      return meter.hasFailed();
    });
  }
}

}  // namespace
}  // namespace jwtauth::tests
