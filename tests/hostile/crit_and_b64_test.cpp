// Header extensions that must be understood, and a payload that is not encoded. CVE-2025-59420, CVE-2026-32597;
// RFC 7515 4.1.11, RFC 7797.
#include "tests/support/catch.hpp"
#include "tests/support/target.hpp"

namespace jwtauth::tests {
namespace {

TEST_CASE("a header with crit is refused, whatever crit holds") {
  const Target target;
  for (const char* json : {R"(["exp"])", R"(["b64"])", R"(["bork"])", R"(["alg"])", R"([""])", "[]", "null", "true",
                           "0", R"("exp")", "{}", R"([null])", R"([["exp"]])"}) {
    CAPTURE(json);
    target.refuses(target.token().headerJson("crit", json), ErrorCode::headerUnsupported);
    target.refuses(target.token().headerJson("crit", json).header("bork", "x"), ErrorCode::headerUnsupported);
  }
}

TEST_CASE("crit is found however its name is written") {
  const Target target;
  target.refuses(target.token().headerText(R"({"alg":"ES256","\u0063rit":["bork"]})"), ErrorCode::headerUnsupported);
}

TEST_CASE("an unencoded payload is refused, announced or not") {
  const Target target;
  for (const char* json : {"false", "null", "0", R"("false")", R"("true")", "[]"}) {
    CAPTURE(json);
    target.refuses(target.token().headerJson("b64", json), ErrorCode::headerUnsupported);
    target.refuses(target.token().headerJson("b64", json).headerJson("crit", R"(["b64"])"),
                   ErrorCode::headerUnsupported);
  }
  target.accepts(target.token().headerJson("b64", "true"));
}

TEST_CASE("members that need not be understood are ignored") {
  const Target target;
  target.accepts(target.token().header("cty", "JWT").header("x5t", "abc").headerJson("extra", R"({"a":[1,null]})"));
}

}  // namespace
}  // namespace jwtauth::tests
