// Roles from the token and fixed ones, and a 403 for who lacks one.
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

Response deleteNote(const Request& request) {
  const auto who = auth.authenticate(request.authorization);
  if (!who) return {who.error().httpStatus(), "", auth.challenge(who.error())};
  if (!who->hasRole("editor")) {
    const jwtauth::Error lacking{jwtauth::ErrorCode::roleInsufficient, "the role `editor` is needed"};
    return {lacking.httpStatus(), std::string(lacking.detail), auth.challenge(lacking)};
  }
  return {204, "", ""};
}

int main() {
  const auto tokenOf = [](std::initializer_list<std::string_view> roles) {
    return Request{tenant.token().claim("https://example.com/roles", roles).bearer()};
  };
  expect(deleteNote(tokenOf({"editor"})).status == 204, "an editor may");

  const Response reader = deleteNote(tokenOf({"reader"}));
  expect(reader.status == 403 && reader.wwwAuthenticate.find("insufficient_scope") != std::string::npos,
         "a reader is answered 403, insufficient_scope");

  expect(deleteNote({""}).status == 401, "nobody is answered 401");

  const auto who = auth.authenticate(tokenOf({"editor"}).authorization);
  expect(who && who->hasRole("user"), "everyone has the fixed role");
}
