// Claims that are not lists of roles, or that hold something other than roles.
#include "tests/support/catch.hpp"
#include "tests/support/target.hpp"

namespace jwtauth::tests {
namespace {

using testing::TokenIssuer;

Target targetWithRoles() {
  const TokenIssuer issuer(Algorithm::EdDSA);
  JwtAuthenticationConfig config = issuer.config();
  config.rolesClaim = "roles";
  config.fixedRoles = {"user"};
  return Target(issuer, config, issuer.token().claim("roles", {"editor"}));
}

std::vector<std::string> rolesOf(const Target& target, const std::string& json) {
  const auto who = target.mechanism().verifyToken(target.token().claimJson("roles", json).sign());
  REQUIRE(who);
  return {who->roles().begin(), who->roles().end()};
}

TEST_CASE("a roles claim that is missing or not an array is refused") {
  const Target target = targetWithRoles();
  target.refuses(target.token().without("roles"), ErrorCode::rolesMissing);
  target.refuses(target.token().without("roles").claim("Roles", {"admin"}), ErrorCode::rolesMissing);
  for (const char* json : {R"("admin")", R"("editor admin")", R"("editor,admin")", "\"\"", "true", "1", "{}",
                           R"({"admin":true})", R"({"0":"admin"})"}) {
    CAPTURE(json);
    target.refuses(target.token().claimJson("roles", json), ErrorCode::rolesMalformed);
  }
}

TEST_CASE("a token with one element that is not a role gives no roles") {
  const Target target = targetWithRoles();
  for (const char* json : {R"(["admin",{}])", R"([["admin"]])", R"(["admin",null])", R"([{"admin":true}])",
                           R"([[],"admin"])", "null", "[]"}) {
    CAPTURE(json);
    CHECK(rolesOf(target, json) == std::vector<std::string>{"user"});
  }
}

TEST_CASE("a role is compared whole, and exactly") {
  const Target target = targetWithRoles();
  for (const char* json : {R"(["Admin"])", R"(["admin "])", R"(["admin\u0000"])", R"(["administrator"])",
                           R"(["user,admin"])", R"(["user admin"])", R"([""])"}) {
    CAPTURE(json);
    const auto who = target.mechanism().verifyToken(target.token().claimJson("roles", json).sign());
    REQUIRE(who);
    CHECK_FALSE(who->hasRole("admin"));
    CHECK(who->hasRole("user"));
  }
}

TEST_CASE("roles of a claim that is not configured are not read") {
  const Target target(Algorithm::EdDSA);
  const auto who = target.mechanism().verifyToken(target.token().claim("roles", {"admin"}).sign());
  REQUIRE(who);
  CHECK(who->roles().empty());
}

}  // namespace
}  // namespace jwtauth::tests
