// How often memory is asked for by a request, beside libcrypto's own: allocations are what a fast path loses by first.
#include "jwtauth/testing.hpp"
#include "tests/support/algorithms.hpp"
#include "tests/support/allocations.hpp"
#include "tests/support/expect.hpp"

namespace jwtauth::tests {
namespace {

using testing::TokenIssuer;

struct Counts {
  std::size_t ours, openssl;
};

/// Of one request, after a few others of the same kind.
Counts countsOf(const JwtAuthenticationMechanism& auth, const std::string& request, const std::string& expected) {
  for (int i = 0; i < 3; ++i) REQUIRE(codeOf(auth.authenticate(request)) == expected);
  AllocationMeter meter;
  const auto who = auth.authenticate(request);
  meter.stop();
  REQUIRE(codeOf(who) == expected);
  return {meter.allocations() - meter.opensslAllocations(), meter.opensslAllocations()};
}

JwtAuthenticationConfig configOf(const TokenIssuer& issuer, std::size_t entries) {
  JwtAuthenticationConfig config = issuer.config();
  config.usernameClaim = "email";
  config.rolesClaim = "roles";
  config.verdictCacheEntries = entries;
  return config;
}

testing::TokenBuilder tokenOf(const TokenIssuer& issuer) {
  return issuer.token().claim("email", "jane.doe@example.com").claim("roles", {"admin", "editor"});
}

TEST_CASE("a verification allocates four times beside libcrypto: payload, principal, name, roles") {
  REQUIRE(AllocationMeter::coversOpenssl());
  for (const Algorithm algorithm : everyAlgorithm) {
    CAPTURE(nameOf(algorithm));
    const TokenIssuer issuer(algorithm);
    const JwtAuthenticationMechanism auth(configOf(issuer, 0));
    CHECK(countsOf(auth, tokenOf(issuer).bearer(), "none").ours <= 4);
  }
}

TEST_CASE("a token seen before allocates nothing, inside libcrypto neither") {
  for (const Algorithm algorithm : everyAlgorithm) {
    CAPTURE(nameOf(algorithm));
    const TokenIssuer issuer(algorithm);
    const JwtAuthenticationMechanism auth(configOf(issuer, 100));
    const Counts counts = countsOf(auth, tokenOf(issuer).bearer(), "none");
    CHECK(counts.ours == 0);
    CHECK(counts.openssl == 0);
  }
}

TEST_CASE("a refusal before the signature is decoded allocates nothing") {
  const TokenIssuer issuer(Algorithm::RS256);
  const JwtAuthenticationMechanism auth(configOf(issuer, 100));
  const std::vector<std::pair<std::string, std::string>> requests{
      {"", "credentialsMissing"},
      {"Basic dXNlcjpwYXNzd29yZA==", "schemeUnsupported"},
      {"Bearer " + std::string(20'000, 'x'), "tokenTooLarge"},
      {"Bearer " + std::string(700, 'x'), "tokenMalformed"},
      {tokenOf(issuer).headerText("{").bearer(), "tokenMalformed"},
      {tokenOf(issuer).header("alg", "none").bearer(), "algorithmNotAllowed"}};
  for (const auto& [request, code] : requests) {
    CAPTURE(code);
    const Counts counts = countsOf(auth, request, code);
    CHECK(counts.ours + counts.openssl == 0);
  }
}

}  // namespace
}  // namespace jwtauth::tests
