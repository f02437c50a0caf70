#include "jwtauth/requirement.hpp"

#include "jwtauth/jwt_authentication_mechanism.hpp"
#include "jwtauth/testing.hpp"
#include "tests/support/expect.hpp"
#include "tests/support/manual_clock.hpp"

namespace jwtauth::tests {
namespace {

using namespace std::chrono_literals;

const ManualClock& standing() {
  static const ManualClock clock;
  return clock;
}

/// Of a user with the scopes read and write, the role editor, logged in ten minutes ago by the context "mfa".
Principal principal() {
  static const testing::TokenIssuer issuer(Algorithm::HS256);
  JwtAuthenticationConfig config = issuer.config();
  config.rolesClaim = "roles";
  const JwtAuthenticationMechanism auth(std::move(config), standing().clock());
  const auto login = std::chrono::floor<std::chrono::seconds>(standing().now() - 10min).time_since_epoch().count();
  return auth
      .authenticate(issuer.token("ann")
                        .issuedAt(standing().now())
                        .claim("scope", "read write")
                        .claim("roles", {"editor"})
                        .claim("acr", "mfa")
                        .claim("auth_time", login)
                        .bearer())
      .value();
}

std::string answerTo(const Requirement& requirement) {
  return std::string(nameOf(requirement.check(principal(), standing().now()).error().code));
}

TEST_CASE("a requirement that demands nothing is met") {
  CHECK(answerTo({}) == "none");
}

TEST_CASE("all scopes are required, or one of them where any is enough") {
  CHECK(answerTo({.scopes = {"read", "write"}}) == "none");
  CHECK(answerTo({.scopes = {"read", "admin"}}) == "scopeInsufficient");
  CHECK(answerTo({.scopes = {"admin", "read"}, .scopeMatch = Requirement::Match::any}) == "none");
  CHECK(answerTo({.scopes = {"admin", "root"}, .scopeMatch = Requirement::Match::any}) == "scopeInsufficient");
  for (const std::string_view scope : {"rea", "READ", "read write", ""}) {
    CHECK(answerTo({.scopes = {std::string(scope)}}) == "scopeInsufficient");
  }
}

TEST_CASE("one of the roles is required") {
  CHECK(answerTo({.roles = {"admin", "editor"}}) == "none");
  CHECK(answerTo({.roles = {"admin", "Editor"}}) == "roleInsufficient");
}

TEST_CASE("a login of one of the contexts is required, at most so long ago") {
  CHECK(answerTo({.acrValues = {"phr", "mfa"}}) == "none");
  CHECK(answerTo({.acrValues = {"phr"}}) == "loginInsufficient");
  CHECK(answerTo({.maxLoginAge = 11min}) == "none");
  CHECK(answerTo({.maxLoginAge = 9min}) == "loginInsufficient");
}

TEST_CASE("the time of the login has a tolerance in both directions") {
  CHECK(answerTo({.maxLoginAge = 9min + 31s}) == "none");
  CHECK(answerTo({.maxLoginAge = 9min + 29s}) == "loginInsufficient");
  CHECK(answerTo({.maxLoginAge = 9min + 58s, .clockSkew = 0s}) == "loginInsufficient");
  const Requirement recent{.maxLoginAge = 1h};
  const auto codeAt = [&](WallTime now) { return nameOf(recent.check(principal(), now).error().code); };
  CHECK(codeAt(standing().now() - 10min - 30s) == "none");
  CHECK(codeAt(standing().now() - 10min - 31s) == "claimMalformed");
}

TEST_CASE("a token that says nothing of the login is refused where one is required") {
  const testing::TokenIssuer issuer(Algorithm::HS256);
  const JwtAuthenticationMechanism auth(issuer.config());
  const auto codeFor = [&](const Requirement& requirement, std::string_view authTime) {
    auto token = issuer.token();
    if (!authTime.empty()) token.claimJson("auth_time", authTime);
    return requirement.check(auth.authenticate(token.bearer()).value()).error().code;
  };
  CHECK(codeFor({.acrValues = {"mfa"}}, "") == ErrorCode::loginInsufficient);
  CHECK(codeFor({.maxLoginAge = 1h}, "") == ErrorCode::loginInsufficient);
  CHECK(codeFor({.maxLoginAge = 1h}, R"("4000000000")") == ErrorCode::loginInsufficient);
}

TEST_CASE("what the login lacks is said first, then the scope, then the role") {
  Requirement requirement{.scopes = {"admin"}, .roles = {"admin"}, .acrValues = {"phr"}};
  CHECK(answerTo(requirement) == "loginInsufficient");
  requirement.acrValues.clear();
  CHECK(answerTo(requirement) == "scopeInsufficient");
  requirement.scopes.clear();
  CHECK(answerTo(requirement) == "roleInsufficient");
}

}  // namespace
}  // namespace jwtauth::tests
