// Refusals end up in logs and answers: neither the detail nor the challenge may hold anything of the token, and the
// challenge nothing that could break its line.
#include <algorithm>

#include "tests/support/catch.hpp"
#include "tests/support/target.hpp"

namespace jwtauth::tests {
namespace {

const std::string marker = "s3cr3t-m4rk3r-of-the-attacker";

TEST_CASE("the search for leaks finds one") {
  const Target target;
  const std::string token = target.token().claim("email", marker).sign();
  CHECK(leakOf(token, "refused: " + marker) == "s3cr3t-m");
  CHECK(leakOf(token, "refused: " + token.substr(20, 30)) == token.substr(20, 8));
  CHECK(leakOf(token, "the signature is not that of the configured key") == std::nullopt);
}

TEST_CASE("a marker in any claim or header member is not in the refusal") {
  const Target target;
  for (const char* claim : {"iss", "aud", "sub", "exp", "nbf", "iat", "cnf", "email", "roles"}) {
    const auto result = target.mechanism().verifyToken(target.token().claim(claim, marker).claim("exp", 1).sign());
    REQUIRE_FALSE(result);
    CHECK(leakOf(marker, result.error().detail) == std::nullopt);
  }
  target.refuses(target.token().claim("iss", marker), ErrorCode::issuerMismatch);
  target.refuses(target.token().claim("aud", marker), ErrorCode::audienceMismatch);
  target.refuses(target.token().claim("exp", marker), ErrorCode::claimMalformed);
  target.refuses(target.token().claim("sub", marker + "\n"), ErrorCode::usernameMalformed);
  target.refuses(target.token().header("alg", marker), ErrorCode::algorithmNotAllowed);
  target.refuses(target.token().header("crit", marker), ErrorCode::headerUnsupported);
  target.refuses(target.token().header("kid", marker).forged(), ErrorCode::signatureInvalid);
  target.refuses(target.token().payloadText(marker), ErrorCode::tokenMalformed);
  target.refuses(marker, ErrorCode::tokenMalformed);
  target.refusesHeader(marker + " x", ErrorCode::schemeUnsupported);
}

TEST_CASE("a challenge is one line of printable ASCII for every error code") {
  const Target target;
  for (int code = 0; code < 0x0700; ++code) {
    const Error error{static_cast<ErrorCode>(code), "detail that stays inside\r\nSet-Cookie: x=1"};
    const std::string challenge = target.mechanism().challenge(error, "read \"write\"\r\nX: y");
    CAPTURE(code, challenge);
    CHECK(challenge.find("detail that") == std::string::npos);
    CHECK(std::all_of(challenge.begin(), challenge.end(), [](char one) { return one >= ' ' && one < '\x7f'; }));
  }
}

}  // namespace
}  // namespace jwtauth::tests
