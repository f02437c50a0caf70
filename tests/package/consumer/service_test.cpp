// What a test of a service looks like: tokens of a test issuer, good and bad.
#include <iostream>

#include "jwtauth/adapters/http.hpp"
#include "jwtauth/jwt_authentication_mechanism.hpp"
#include "jwtauth/testing.hpp"

int main() {
  int failures = 0;
  const auto check = [&](bool holds, const char* what) {
    if (!holds) std::cerr << "not so: " << what << '\n';
    failures += !holds;
  };
  for (const auto algorithm : {jwtauth::Algorithm::RS256, jwtauth::Algorithm::ES256, jwtauth::Algorithm::HS256}) {
    const jwtauth::testing::TokenIssuer issuer(algorithm);
    const jwtauth::JwtAuthenticationMechanism auth(issuer.config());
    const auto who = auth.authenticate(issuer.token("ada").bearer());
    check(who && who->name() == "ada", "a good token is accepted");
    jwtauth::adapters::CollectedRequest request("GET", "/notes");
    const std::string bearer = issuer.token("ada").bearer();
    request.add("authorization", bearer);
    check(jwtauth::adapters::judge(auth, request).user.has_value(),
          "a request that an adapter collected is accepted");
    check(auth.authenticate(issuer.token().forged().bearer()).error().code == jwtauth::ErrorCode::signatureInvalid,
          "a forged token is refused");
    check(auth.authenticate("").error().code == jwtauth::ErrorCode::credentialsMissing, "no credentials are refused");
  }
  try {
    const jwtauth::JwtAuthenticationMechanism auth{{}};
    check(false, "an empty configuration is refused");
  } catch (const jwtauth::ConfigurationError&) {  // across the border of a shared library
  }
  return failures;
}
