// What lives how long when threads share it: principals that outlive their mechanism, mechanisms made and thrown away
// side by side, a clock that moves while tokens are verified.
#include <atomic>
#include <optional>

#include "tests/support/algorithms.hpp"
#include "tests/support/catch.hpp"
#include "tests/threads/crew.hpp"
#include "tests/threads/requests.hpp"

namespace jwtauth::tests {
namespace {

using testing::TokenIssuer;

TEST_CASE("a principal is read by eight threads after its mechanism is gone") {
  const TokenIssuer issuer(Algorithm::ES256);
  JwtAuthenticationConfig config = issuer.config();
  config.rolesClaim = "roles";
  std::optional<JwtAuthenticationMechanism> auth(config);
  auto who = auth->verifyToken(issuer.token("ann").claim("roles", {"editor"}).claim("scope", "read write").sign());
  REQUIRE(codeOf(who) == "none");
  std::optional<Principal> shared(*std::move(who));
  std::vector<Principal> copies(crewSize, *shared);
  auth.reset();
  shared.reset();
  const auto failures = runTogether(crewSize, [&](std::size_t thread) -> std::string {
    for (int round = 0; round < 100; ++round) {
      const Principal copy = copies[(thread + 1) % crewSize];
      if (copy.name() != "ann" || !copy.hasRole("editor") || !copy.hasScope("write")) return "another user";
      if (copy.stringClaim("sub") != "ann") return "another claim";
    }
    return "";
  });
  CHECK(failures == std::vector<std::string>{});
}

TEST_CASE("eight threads make, move, use and drop mechanisms of one configuration") {
  const Algorithm algorithm = GENERATE(from_range(everyAlgorithm));
  CAPTURE(nameOf(algorithm));
  const TokenIssuer issuer(algorithm);
  const JwtAuthenticationConfig config = issuer.config();
  const std::vector<Request> requests = mixedRequests(issuer);
  const auto failures = runTogether(crewSize, [&](std::size_t) -> std::string {
    JwtAuthenticationMechanism made(config);
    const JwtAuthenticationMechanism auth = std::move(made);
    for (const Request& request : requests) {
      const std::string fault = faultOf(auth.authenticate(request.authorization), request);
      if (!fault.empty()) return fault;
    }
    return "";
  });
  CHECK(failures == std::vector<std::string>{});
}

TEST_CASE("a token expires once and for all threads while the clock moves") {
  constexpr long long expiry = 1'900'000'000;
  constexpr long long steps = 200;
  std::atomic<long long> now = expiry - steps;
  Clock clock;
  clock.wall = [&now] { return std::chrono::system_clock::time_point(std::chrono::seconds(now.load())); };
  const TokenIssuer issuer(Algorithm::HS256);
  JwtAuthenticationConfig config = issuer.config();
  config.clockSkew = std::chrono::seconds(0);
  const JwtAuthenticationMechanism auth(config, clock);
  const std::string token = issuer.token().claim("iat", expiry - 2 * steps).claim("exp", expiry).sign();

  const auto failures = runTogether(crewSize, [&](std::size_t thread) -> std::string {
    for (long long step = 0; step < 2 * steps; ++step) {
      const long long before = thread == 0 ? ++now : now.load();
      const bool accepted = auth.verifyToken(token).hasValue();
      const long long after = now.load();
      if (after < expiry && !accepted) return "refused before it expired";
      if (before >= expiry && accepted) return "accepted after it had expired";
    }
    return "";
  });
  CHECK(failures == std::vector<std::string>{});
  CHECK(codeOf(auth.verifyToken(token)) == "expired");
}

}  // namespace
}  // namespace jwtauth::tests
