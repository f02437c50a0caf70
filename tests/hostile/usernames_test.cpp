// Values that are not user names, or that would be cut, split or read differently further on.
#include "tests/support/catch.hpp"
#include "tests/support/target.hpp"

namespace jwtauth::tests {
namespace {

using testing::TokenIssuer;

Target targetNaming(const char* usernameClaim, const char* honestJson) {
  const TokenIssuer issuer(Algorithm::EdDSA);
  JwtAuthenticationConfig config = issuer.config();
  config.usernameClaim = usernameClaim;
  std::string name = usernameClaim;
  if (name.starts_with('/')) name = name.substr(1, name.find('/', 1) - 1);
  return Target(issuer, config, issuer.token().claimJson(name, honestJson));
}

TEST_CASE("a user name that is not a string is refused") {
  const Target target(Algorithm::EdDSA);
  target.refuses(target.token().without("sub"), ErrorCode::usernameMissing);
  for (const char* json : {"null", "true", "0", "42", "1e3", "[]", R"(["admin"])", R"({"name":"admin"})"}) {
    CAPTURE(json);
    target.refuses(target.token().claimJson("sub", json), ErrorCode::usernameMalformed);
  }
}

TEST_CASE("a user name that is empty or holds control characters is refused, never cut") {
  const Target target(Algorithm::EdDSA);
  for (const char* json :
       {R"("")", R"("admin\u0000")", R"("\u0000admin")", R"("admin\u0000x")", R"("admin\r\nX-Role: a")", R"("admin\n")",
        R"("a\tb")", R"("\u001b[2J")", R"("a\u007f")", R"("\b")"}) {
    CAPTURE(json);
    target.refuses(target.token().claimJson("sub", json), ErrorCode::usernameMalformed);
  }
}

TEST_CASE("an unusual user name is returned whole") {
  const Target target(Algorithm::EdDSA);
  for (const std::string name : {"auth0|5f7c8ec7c33c6c004bbafe82", "Zo\xc3\xab", " admin ", "'; DROP TABLE users; --",
                                 "../../etc/passwd", "<script>", "$unauthenticated", "\xf0\x9f\x98\x80"}) {
    CAPTURE(name);
    const auto who = target.mechanism().verifyToken(target.token().claim("sub", name).sign());
    REQUIRE(who);
    CHECK(who->name() == name);
  }
  const std::string longest(8000, 'n');
  CHECK((*target.mechanism().verifyToken(target.token().claim("sub", longest).sign())).name() == longest);
}

TEST_CASE("a claim name with dots and slashes is taken literally") {
  const Target target = targetNaming("https://tenant.test/email", R"("ann@tenant.test")");
  target.refuses(
      target.token().without("https://tenant.test/email").claimJson("https://tenant", R"({"test/email":"x"})"),
      ErrorCode::usernameMissing);
  target.refuses(target.token().claimJson("https://tenant.test/email", "[\"ann\"]"), ErrorCode::usernameMalformed);
}

TEST_CASE("a claim named by pointer is found at its place alone") {
  const Target target = targetNaming("/user/name", R"({"name":"ann"})");
  target.refuses(target.token().without("user").claim("/user/name", "admin"), ErrorCode::usernameMissing);
  target.refuses(target.token().claimJson("user", R"({"Name":"ann"})"), ErrorCode::usernameMissing);
  target.refuses(target.token().claimJson("user", R"([{"name":"ann"}])"), ErrorCode::usernameMissing);
  target.refuses(target.token().claimJson("user", R"("name")"), ErrorCode::usernameMissing);
  target.refuses(target.token().claimJson("user", R"({"name":{"name":"ann"}})"), ErrorCode::usernameMalformed);
}

}  // namespace
}  // namespace jwtauth::tests
