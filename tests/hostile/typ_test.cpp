// A token of another kind: an ID token shown for an access token, a logout token for either. RFC 8725 3.11.
#include "tests/support/catch.hpp"
#include "tests/support/target.hpp"

namespace jwtauth::tests {
namespace {

using testing::TokenIssuer;

Target targetOfAccessTokens() {
  const TokenIssuer issuer(Algorithm::ES256);
  JwtAuthenticationConfig config = issuer.config();
  config.requiredType = "at+jwt";
  return Target(issuer, config, issuer.token().header("typ", "at+jwt"));
}

TEST_CASE("a typ other than the required one is refused") {
  const Target target = targetOfAccessTokens();
  for (const char* type : {"JWT", "logout+jwt", "at+jwt ", " at+jwt", "at", "at+jwt;v=1", "text/at+jwt", "application/",
                           "", "at+jwt\\u0000", "application/x/at+jwt"}) {
    CAPTURE(type);
    target.refuses(target.token().headerJson("typ", '"' + std::string(type) + '"'), ErrorCode::typeMismatch);
  }
  target.refuses(target.token().withoutHeader("typ"), ErrorCode::typeMismatch);
}

TEST_CASE("the required typ is accepted in each form of RFC 7515 4.1.9") {
  const Target target = targetOfAccessTokens();
  for (const char* type : {"at+jwt", "AT+JWT", "application/at+jwt", "Application/AT+jwt"}) {
    CAPTURE(type);
    target.accepts(target.token().header("typ", type));
  }
}

TEST_CASE("a typ or kid that is not a string is refused, required or not") {
  const Target strict = targetOfAccessTokens();
  const Target indifferent;
  for (const char* json : {"null", "true", "1", "[\"at+jwt\"]", "{}"}) {
    CAPTURE(json);
    for (const Target* target : {&strict, &indifferent}) {
      target->refuses(target->token().headerJson("typ", json), ErrorCode::headerUnsupported);
      target->refuses(target->token().headerJson("kid", json), ErrorCode::headerUnsupported);
    }
  }
}

}  // namespace
}  // namespace jwtauth::tests
