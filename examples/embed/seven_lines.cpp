// From the header of a request to a user, or to a 401 with its challenge.
#include "expect.hpp"
#include "http.hpp"
#include "jwtauth/jwt_authentication_mechanism.hpp"
#include "jwtauth/testing.hpp"

const jwtauth::testing::TokenIssuer tenant(jwtauth::Algorithm::RS256, "https://tenant.eu.auth0.com/", "my-api");
const std::string certificate = tenant.certificatePem();

// region: main
const jwtauth::JwtAuthenticationMechanism auth(
    {.algorithm = jwtauth::Algorithm::RS256,
     .key = certificate,  // from Auth0's settings page: PEM, or its base64 alone
     .issuer = "https://tenant.eu.auth0.com/",
     .audience = {"my-api"},
     .usernameClaim = "email",
     .fixedRoles = {"user"}});

Response handle(const Request& request) {
  const auto who = auth.authenticate(request.authorization);
  if (!who) return {who.error().httpStatus(), "", auth.challenge(who.error())};
  return {200, "Hello " + std::string(who->name()), ""};
}
// endregion

int main() {
  const Response welcome = handle({tenant.token().claim("email", "alice@example.com").bearer()});
  expect(welcome.status == 200 && welcome.body == "Hello alice@example.com", "a valid token is answered 200");

  const Response nobody = handle({""});
  expect(nobody.status == 401 && nobody.wwwAuthenticate == "Bearer realm=\"api\"", "no token is answered 401");

  const Response late = handle({tenant.token().claim("email", "a@b.c").expiresIn(std::chrono::hours(-1)).bearer()});
  expect(late.status == 401 && late.wwwAuthenticate.find("expired") != std::string::npos,
         "an expired token is answered 401, and the challenge says why");
}
