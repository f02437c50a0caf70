// A token of an algorithm the server was not configured with, however good its signature. CVE-2022-23540.
#include "tests/support/algorithms.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/target.hpp"

namespace jwtauth::tests {
namespace {

using testing::TokenIssuer;

TEST_CASE("a validly signed token of another algorithm of the same key is refused") {
  for (const auto& [configured, used] :
       {std::pair(Algorithm::RS256, Algorithm::RS384), std::pair(Algorithm::RS256, Algorithm::PS256),
        std::pair(Algorithm::PS256, Algorithm::RS256), std::pair(Algorithm::PS512, Algorithm::PS256),
        std::pair(Algorithm::HS256, Algorithm::HS512), std::pair(Algorithm::HS512, Algorithm::HS256)}) {
    CAPTURE(nameOf(configured), nameOf(used));
    const Target target(configured);
    target.refuses(target.token().signedAs(used), ErrorCode::algorithmNotAllowed);
  }
}

TEST_CASE("a token of one algorithm under the name of another is refused") {
  for (const auto& [named, used] :
       {std::pair(Algorithm::RS256, Algorithm::RS512), std::pair(Algorithm::RS256, Algorithm::PS256),
        std::pair(Algorithm::PS256, Algorithm::RS256), std::pair(Algorithm::PS256, Algorithm::PS384),
        std::pair(Algorithm::HS256, Algorithm::HS384)}) {
    CAPTURE(nameOf(named), nameOf(used));
    const Target target(named);
    target.refuses(target.token().signedAs(used).header("alg", nameOf(named)), ErrorCode::signatureInvalid);
  }
}

TEST_CASE("only the configured name is accepted, letter by letter") {
  for (const Algorithm configured : everyAlgorithm) {
    const Target target(configured);
    std::string lower(nameOf(configured));
    for (char& letter : lower) letter = static_cast<char>(letter | 0x20);
    target.refuses(target.token().header("alg", lower), ErrorCode::algorithmNotAllowed);
    target.refuses(target.token().header("alg", std::string(nameOf(configured)) + ' '), ErrorCode::algorithmNotAllowed);
    for (const Algorithm other : everyAlgorithm) {
      if (other == configured) continue;
      target.refuses(target.token().header("alg", nameOf(other)), ErrorCode::algorithmNotAllowed);
    }
  }
}

TEST_CASE("names close to an algorithm are not that algorithm") {
  const Target target(Algorithm::RS256);
  for (const char* name : {"RSA256", "RS", "RS2560", "RS256\\u0000", "ES256K", "Ed25519", "RSA1_5", "HMAC256"}) {
    CAPTURE(name);
    target.refuses(target.token().headerJson("alg", '"' + std::string(name) + '"'), ErrorCode::algorithmNotAllowed);
  }
}

}  // namespace
}  // namespace jwtauth::tests
