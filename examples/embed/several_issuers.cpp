// An Auth0 tenant beside a Keycloak realm, each with its own key, algorithm and claims, at one door.
#include "expect.hpp"
#include "jwtauth/issuer_router.hpp"
#include "jwtauth/testing.hpp"

using jwtauth::testing::TokenIssuer;

int main() {
  const TokenIssuer auth0(jwtauth::Algorithm::RS256, "https://tenant.eu.auth0.com/", "my-api");
  const TokenIssuer keycloak(jwtauth::Algorithm::ES256, "https://sso.example/realms/staff", "my-api");

  // region: main
  auto auth0Config = auth0.config();
  auth0Config.rolesClaim = "https://example.com/roles";
  auto keycloakConfig = keycloak.config();
  keycloakConfig.usernameClaim = "preferred_username";
  keycloakConfig.rolesClaim = "/realm_access/roles";  // a JSON Pointer: Keycloak nests its roles

  std::vector<jwtauth::JwtAuthenticationMechanism> mechanisms;
  mechanisms.emplace_back(auth0Config);
  mechanisms.emplace_back(keycloakConfig);
  const jwtauth::IssuerRouter auth(std::move(mechanisms));
  // endregion

  const auto alice = auth.authenticate(auth0.token("alice").claim("https://example.com/roles", {"editor"}).bearer());
  expect(alice && alice->name() == "alice" && alice->hasRole("editor"), "Auth0's user is known by her role");

  const auto bob = auth.authenticate(keycloak.token()
                                         .claim("preferred_username", "bob")
                                         .claimJson("realm_access", R"({"roles": ["reader"]})")
                                         .bearer());
  expect(bob && bob->name() == "bob" && bob->hasRole("reader"), "Keycloak's user is known by his");

  const TokenIssuer stranger(jwtauth::Algorithm::RS256, "https://elsewhere.example/", "my-api");
  expect(auth.authenticate(stranger.token().bearer()).error().code == jwtauth::ErrorCode::issuerMismatch,
         "a stranger's is refused");
}
