// An ID token, a refresh token or another JWT of the same issuer in place of an access token. RFC 9068 4, 5.
#include "tests/support/catch.hpp"
#include "tests/support/target.hpp"

namespace jwtauth::tests {
namespace {

testing::TokenBuilder accessToken(const testing::TokenIssuer& issuer) {
  return issuer.token().header("typ", "at+jwt").claim("client_id", "app").claim("jti", "1");
}

JwtAuthenticationConfig profiled(const testing::TokenIssuer& issuer) {
  JwtAuthenticationConfig config = issuer.config();
  config.accessTokenProfile = AccessTokenProfile::rfc9068;
  return config;
}

TEST_CASE("where the profile of access tokens is wanted nothing else is one") {
  const testing::TokenIssuer issuer(Algorithm::ES256);
  const Target target(issuer, profiled(issuer), accessToken(issuer));
  target.accepts(accessToken(issuer).header("typ", "application/AT+JWT"));
  for (const char* type : {"JWT", "id+jwt", "at+jwt;x=y", "dpop+jwt", "application/jwt", ""}) {
    CAPTURE(type);
    target.refuses(accessToken(issuer).header("typ", type), ErrorCode::typeMismatch);
  }
  target.refuses(accessToken(issuer).withoutHeader("typ"), ErrorCode::typeMismatch);
  for (const char* claim : {"sub", "client_id", "jti", "iat"}) {
    CAPTURE(claim);
    target.refuses(accessToken(issuer).without(claim), ErrorCode::claimMismatch);
  }
  for (const char* claim : {"sub", "client_id", "jti"}) {
    for (const char* json : {"1", "null", R"(["a"])", "{}", "true"}) {
      CAPTURE(claim, json);
      target.refuses(accessToken(issuer).claimJson(claim, json), ErrorCode::claimMismatch);
    }
  }
  target.refuses(accessToken(issuer).without("exp"), ErrorCode::expiryMissing);
  target.refuses(accessToken(issuer).without("aud"), ErrorCode::audienceMismatch);
}

}  // namespace
}  // namespace jwtauth::tests
