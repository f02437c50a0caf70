// One mechanism, eight threads, honest and hostile tokens mixed: every thread has the answers that it would have alone.
#include "jwtauth/jwks.hpp"
#include "tests/support/algorithms.hpp"
#include "tests/support/catch.hpp"
#include "tests/threads/crew.hpp"
#include "tests/threads/requests.hpp"

namespace jwtauth::tests {
namespace {

using testing::TokenIssuer;

constexpr std::size_t rounds = 120;

/// Each thread walks through the requests in an order of its own, so that at any moment they do different things.
std::string authenticateAll(const JwtAuthenticationMechanism& auth, const std::vector<Request>& requests,
                            std::size_t thread) {
  for (std::size_t round = 0; round < rounds; ++round) {
    const Request& request = requests[(round * (2 * thread + 1) + thread) % requests.size()];
    const std::string fault = faultOf(auth.authenticate(request.authorization), request);
    if (!fault.empty()) return fault;
  }
  return "";
}

TEST_CASE("eight threads on one mechanism have the answers that each would have alone") {
  const Algorithm algorithm = GENERATE(from_range(everyAlgorithm));
  CAPTURE(nameOf(algorithm));
  const TokenIssuer issuer(algorithm);
  const JwtAuthenticationMechanism auth(issuer.config());
  const std::vector<Request> requests = mixedRequests(issuer);
  const auto failures =
      runTogether(crewSize, [&](std::size_t thread) { return authenticateAll(auth, requests, thread); });
  CHECK(failures == std::vector<std::string>{});
}

TEST_CASE("eight threads on one key set have the answers that each would have alone") {
  const Algorithm algorithm = GENERATE(Algorithm::RS256, Algorithm::ES256, Algorithm::EdDSA);
  CAPTURE(nameOf(algorithm));
  const TokenIssuer one(algorithm), other(algorithm);
  JwtAuthenticationConfig config = one.config();
  config.key.clear();
  const auto keys = parseJwks(TokenIssuer::jwks({one, other}), std::array{algorithm});
  const JwtAuthenticationMechanism auth(config, keys);
  std::vector<Request> requests = mixedRequests(one);
  for (Request& request : mixedRequests(other)) requests.push_back(std::move(request));
  const auto failures =
      runTogether(crewSize, [&](std::size_t thread) { return authenticateAll(auth, requests, thread); });
  CHECK(failures == std::vector<std::string>{});
}

TEST_CASE("explanations and challenges are made beside eight threads that authenticate") {
  const TokenIssuer issuer(Algorithm::ES256);
  const JwtAuthenticationMechanism auth(issuer.config());
  const std::vector<Request> requests = mixedRequests(issuer);
  const auto failures = runTogether(2 * crewSize, [&](std::size_t thread) -> std::string {
    if (thread < crewSize) return authenticateAll(auth, requests, thread);
    for (const Request& request : requests) {
      if (auth.explain(request.authorization).error.code != request.code) return "explain answers something else";
      if (auth.challenge({request.code, ""}).empty() != (request.code == ErrorCode::none)) return "another challenge";
    }
    return "";
  });
  CHECK(failures == std::vector<std::string>{});
}

}  // namespace
}  // namespace jwtauth::tests
