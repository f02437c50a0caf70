// Every allocation fails in its turn on the ways that a request takes besides the plain one: through a router, wrapped
// once more in base64url, with roles, to an explanation. It is served or refused for want of memory, never let in.
#include <new>

#include "jwtauth/issuer_router.hpp"
#include "tests/faults/server.hpp"
#include "tests/faults/shortage.hpp"

namespace jwtauth::tests {
namespace {

using Catch::Matchers::Equals;
using Catch::Matchers::StartsWith;
using testing::TokenIssuer;

/// With the router of one issuer among two, which takes its tokens wrapped and asks for roles.
struct House {
  static JwtAuthenticationConfig configOf(const TokenIssuer& issuer) {
    JwtAuthenticationConfig config = issuer.config();
    config.base64Encoded = true;
    config.rolesClaim = "/realm_access/roles";
    config.fixedRoles = {"a role too long to be kept inside of its string"};
    return config;
  }

  static IssuerRouter routerOf(const TokenIssuer& issuer) {
    std::vector<JwtAuthenticationMechanism> mechanisms;
    mechanisms.emplace_back(TokenIssuer(Algorithm::HS256, "https://other.test/").config());
    mechanisms.emplace_back(configOf(issuer));
    return IssuerRouter(std::move(mechanisms));
  }

  testing::TokenBuilder token() const {
    return issuer.token(Requests::longName)
        .claimJson("realm_access", R"({"roles":["administrator of the whole house","editor"]})");
  }

  void requireService() const {
    REQUIRE(codeOf(router.authenticate(honest)) == "none");
    REQUIRE(codeOf(router.authenticate(forged)) == "signatureInvalid");
  }

  TokenIssuer issuer{Algorithm::HS256};
  std::string honest = "Bearer " + token().wrapped();
  std::string forged = "Bearer " + token().forged().wrapped();
  IssuerRouter router = routerOf(issuer);
};

TEST_CASE("a wrapped and routed request during which memory runs out is served or refused for want of memory") {
  const House house;
  failEachAllocation("wrapped and routed", [&](auto number, Shortage shortage) {
    AllocationMeter meter(number, shortage);
    const auto who = house.router.authenticate(house.honest);
    meter.stop();
    CHECK_THAT(codeOf(who), Equals("none") || Equals("outOfMemory") || Equals("cryptoFailure"));
    if (who) CHECK(who->roles().size() == 3);
    CHECK((who || meter.hasFailed()));
    CHECK(ERR_peek_error() == 0);
    house.requireService();
    return meter.hasFailed();
  });
}

TEST_CASE("a forged token that is wrapped and routed is not accepted because memory runs out") {
  const House house;
  failEachAllocation("wrapped, routed and forged", [&](auto number, Shortage shortage) {
    AllocationMeter meter(number, shortage);
    const auto who = house.router.authenticate(house.forged);
    meter.stop();
    CHECK_THAT(codeOf(who), Equals("signatureInvalid") || Equals("outOfMemory") || Equals("cryptoFailure"));
    house.requireService();
    return meter.hasFailed();
  });
}

TEST_CASE("an explanation or challenge for which memory runs out throws std::bad_alloc, or is whole") {
  const House house;
  failEachAllocation("explained", [&](auto number, Shortage shortage) {
    AllocationMeter meter(number, shortage);
    std::optional<std::string> text, challenge;
    try {
      text = house.router.explain(house.honest).text();
      challenge = house.router.challenge({ErrorCode::expired, "`exp` has passed"});
    } catch (const std::bad_alloc&) {
    }
    meter.stop();
    CHECK((challenge || meter.hasFailed()));
    if (text) CHECK_THAT(*text, StartsWith("Accepted.\n") || Contains("outOfMemory") || Contains("cryptoFailure"));
    house.requireService();
    return meter.hasFailed();
  });
}

}  // namespace
}  // namespace jwtauth::tests
