// The program of docs/first-steps: answers a request with a token, and one without.
// region: hello
#include <iostream>
#include <jwtauth/jwt_authentication_mechanism.hpp>
#include <jwtauth/testing.hpp>

// Stands in for the issuer of your users' tokens. Of the real one you need its certificate alone.
const jwtauth::testing::TokenIssuer tenant(jwtauth::Algorithm::RS256, "https://tenant.eu.auth0.com/", "my-api");

const jwtauth::JwtAuthenticationMechanism auth(
    {.algorithm = jwtauth::Algorithm::RS256,
     .key = tenant.certificatePem(),
     .issuer = "https://tenant.eu.auth0.com/",
     .audience = {"my-api"},
     .usernameClaim = "email",
     .fixedRoles = {"user"}});

void answer(std::string_view authorization) {
  const auto who = auth.authenticate(authorization);
  if (who) {
    std::cout << "200 Hello " << who->name() << '\n';
  } else {
    std::cout << who.error().httpStatus() << " WWW-Authenticate: " << auth.challenge(who.error()) << '\n';
  }
}

int main() {
  answer(tenant.token().claim("email", "alice@example.com").bearer());
  answer("");
}
// endregion
