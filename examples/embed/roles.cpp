// What a route requires: a scope of the token and a role of the user. Who lacks one is answered 403, which names the
// scope.
#include "expect.hpp"
#include "http.hpp"
#include "jwtauth/jwt_authentication_mechanism.hpp"
#include "jwtauth/testing.hpp"

const jwtauth::testing::TokenIssuer tenant;

jwtauth::JwtAuthenticationConfig config() {
  auto config = tenant.config();
  config.rolesClaim = "https://example.com/roles";  // Auth0 names custom claims by a URL
  config.fixedRoles = {"user"};
  return config;
}
const jwtauth::JwtAuthenticationMechanism auth(config());

// region: main
const jwtauth::Requirement mayDelete{.scopes = {"notes:write"}, .roles = {"editor", "admin"}};

Response refused(jwtauth::Error error, const jwtauth::Requirement& requirement = {}) {
  const jwtauth::Refusal refusal = auth.refusal(error, requirement);
  Response response{refusal.status, "", ""};
  for (const auto& [name, value] : refusal.fields) response.add(name, value);
  return response;
}

Response deleteNote(const Request& request) {
  const auto who = auth.authenticate(request.authorization);
  if (!who) return refused(who.error());
  if (const auto allowed = mayDelete.check(*who); !allowed) return refused(allowed.error(), mayDelete);
  return {204, "", ""};
}
// endregion

int main() {
  const auto tokenOf = [](std::string_view role, std::string_view scope) {
    return Request{tenant.token().claim("https://example.com/roles", {role}).claim("scope", scope).bearer()};
  };
  expect(deleteNote(tokenOf("editor", "notes:read notes:write")).status == 204, "an editor with the scope may");

  const Response reader = deleteNote(tokenOf("reader", "notes:write"));
  expect(reader.status == 403 && reader.wwwAuthenticate.find("insufficient_scope") != std::string::npos,
         "a reader is answered 403, insufficient_scope");

  const Response unscoped = deleteNote(tokenOf("editor", "notes:read"));
  expect(unscoped.status == 403 && unscoped.wwwAuthenticate.find(R"(scope="notes:write")") != std::string::npos,
         "a token without the scope is answered 403, and told which scope is needed");

  expect(deleteNote({""}).status == 401, "a request without a token is answered 401");

  const auto who = auth.authenticate(tokenOf("editor", "").authorization);
  expect(who && who->hasRole("user"), "everyone has the fixed role");
}
