// Opaque tokens: the authorization server is asked what they mean (RFC 7662).
#include <string>

#include "expect.hpp"
#include "jwtauth/introspection.hpp"
#include "jwtauth/jwt_authentication_mechanism.hpp"

/// Stands in for the authorization server.
jwtauth::FetchedDocument answerTo(const jwtauth::FetchRequest& request) {
  const bool isKnown = request.form.starts_with("token=opaque-7");
  return {isKnown ? R"({"active": true, "iss": "https://issuer.example/", "aud": "https://api.example/", "sub": "ann",
                        "exp": 33000000000})"
                  : R"({"active": false})"};
}

int main() {
  jwtauth::IntrospectionOptions options;
  options.fetch = answerTo;

  // region: main
  options.clientId = "api";
  options.clientSecret = "that the authorization server knows";
  jwtauth::JwtAuthenticationConfig config;
  config.issuer = "https://issuer.example/";
  config.audience = {"https://api.example/"};
  config.tokenAuthority = jwtauth::introspection("https://issuer.example/oauth/introspect", options);
  const jwtauth::JwtAuthenticationMechanism auth(config);
  // endregion
  const auto who = auth.authenticate("Bearer opaque-7");
  expect(who && who->name() == "ann", "a token that the server knows is accepted");
  expect(auth.authenticate("Bearer opaque-8").error().code == jwtauth::ErrorCode::tokenInactive, "no other is");
}
