// A token that says it is not signed at all. CVE-2015-2951, CVE-2020-28042, CVE-2026-23993; RFC 8725 3.1.
#include "tests/support/algorithms.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/target.hpp"

namespace jwtauth::tests {
namespace {

TEST_CASE("an unsigned token is refused, whatever the algorithm of the server") {
  for (const Algorithm algorithm : everyAlgorithm) {
    CAPTURE(nameOf(algorithm));
    const Target target(algorithm);
    target.refuses(target.token().header("alg", "none").signature(""), ErrorCode::algorithmNotAllowed);
  }
}

TEST_CASE("none is refused in every spelling, with and without a signature") {
  const Target target;
  for (const char* name : {"none", "None", "NONE", "nOnE", " none", "none ", "n\\u006fne", "null", ""}) {
    CAPTURE(name);
    const std::string json = '"' + std::string(name) + '"';
    target.refuses(target.token().headerJson("alg", json).signature(""), ErrorCode::algorithmNotAllowed);
    target.refuses(target.token().headerJson("alg", json), ErrorCode::algorithmNotAllowed);
  }
}

TEST_CASE("an alg that is missing or not a string is refused") {
  const Target target;
  target.refuses(target.token().withoutHeader("alg"), ErrorCode::algorithmNotAllowed);
  for (const char* json : {"null", "true", "0", "[\"ES256\"]", "{\"alg\":\"ES256\"}", "[]"}) {
    CAPTURE(json);
    target.refuses(target.token().headerJson("alg", json), ErrorCode::algorithmNotAllowed);
  }
}

TEST_CASE("a token whose signature was cut off is refused") {
  for (const Algorithm algorithm : everyAlgorithm) {
    CAPTURE(nameOf(algorithm));
    const Target target(algorithm);
    target.refuses(target.token().signature(""), ErrorCode::signatureInvalid);
    const std::string token = target.token().sign();
    target.refuses(token.substr(0, token.rfind('.')), ErrorCode::tokenMalformed);
  }
}

}  // namespace
}  // namespace jwtauth::tests
