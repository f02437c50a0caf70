// The component remote as its users meet it: a tenant whose keys are fetched.
#include <jwtauth/jwt_authentication_mechanism.hpp>
#include <jwtauth/remote_jwks.hpp>
#include <jwtauth/testing.hpp>

int main() {
  const jwtauth::testing::TokenIssuer tenant;
  jwtauth::RemoteJwksOptions options;
  options.fetch = [&](const jwtauth::FetchRequest&) { return jwtauth::FetchedDocument{tenant.jwks(), {}}; };
  auto config = tenant.config();
  config.key.clear();
  const jwtauth::JwtAuthenticationMechanism auth(config, jwtauth::remoteJwks("https://tenant.example/", options));
  const bool accepts = auth.authenticate(tenant.token().bearer()).hasValue();

  // Beyond the function above: by the library's own client, which gets no answer.
  const bool refusesSilence = !jwtauth::remoteJwks("https://127.0.0.1:1/")->prefetch();
  return accepts && refusesSilence ? 0 : 1;
}
