// The tenant's domain in place of a key: the JWK Set is fetched, and again when it changes. Here the tenant is a
// function; leave `fetch` out for the real one, by https.
#include <atomic>

#include "expect.hpp"
#include "jwtauth/jwt_authentication_mechanism.hpp"
#include "jwtauth/remote_jwks.hpp"
#include "jwtauth/testing.hpp"

using jwtauth::testing::TokenIssuer;

const TokenIssuer before(jwtauth::Algorithm::RS256, "https://tenant.eu.auth0.com/", "my-api");
const TokenIssuer after(jwtauth::Algorithm::RS256, "https://tenant.eu.auth0.com/", "my-api");
std::atomic<bool> rotated = false;

jwtauth::FetchedDocument answerAsTheTenant(const jwtauth::FetchRequest& request) {
  const bool isMetadata = request.url == "https://tenant.eu.auth0.com/.well-known/openid-configuration";
  if (isMetadata) return {R"({"issuer": "https://tenant.eu.auth0.com/", "jwks_uri": "https://keys.example/"})", {}};
  return {rotated ? TokenIssuer::jwks({after}) : TokenIssuer::jwks({before}), {}};
}

int main() {
  jwtauth::RemoteJwksOptions options;
  options.fetch = answerAsTheTenant;

  // region: main
  const auto keys = jwtauth::discover("https://tenant.eu.auth0.com/", options);
  const jwtauth::JwtAuthenticationMechanism auth({.issuer = "https://tenant.eu.auth0.com/", .audience = {"my-api"}},
                                                 keys);
  // endregion

  expect(auth.authenticate(before.token().bearer()).hasValue(), "the tenant's tokens are accepted");
  rotated = true;
  keys->refresh();
  while (keys->status().fetches < 2) {
  }
  expect(auth.authenticate(after.token().bearer()).hasValue(), "tokens of the new key are accepted");
  expect(auth.authenticate(before.token().bearer()).error().code == jwtauth::ErrorCode::keyUnknown,
         "tokens of the withdrawn key are refused");
}
