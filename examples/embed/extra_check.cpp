// A rule of one's own, asked last about a token that passed everything else.
#include <set>

#include "expect.hpp"
#include "jwtauth/jwt_authentication_mechanism.hpp"
#include "jwtauth/testing.hpp"

const std::set<std::string, std::less<>> revoked{"token-7"};

std::optional<jwtauth::Error> refuseRevoked(const jwtauth::Principal& principal) {
  const auto id = principal.stringClaim("jti");
  if (!id) return jwtauth::Error{jwtauth::ErrorCode::checkRefused, "`jti` is missing"};
  if (revoked.contains(*id)) return jwtauth::Error{jwtauth::ErrorCode::checkRefused, "the token was revoked"};
  return {};
}

int main() {
  const jwtauth::testing::TokenIssuer tenant(jwtauth::Algorithm::ES256);
  auto config = tenant.config();
  config.extraCheck = refuseRevoked;
  const jwtauth::JwtAuthenticationMechanism auth(config);

  expect(auth.authenticate(tenant.token().claim("jti", "token-8").bearer()).hasValue(), "token-8 is accepted");

  const auto refused = auth.authenticate(tenant.token().claim("jti", "token-7").bearer());
  expect(refused.error().code == jwtauth::ErrorCode::checkRefused, "token-7 is refused");
  expect(refused.error().httpStatus() == 401, "as 401");
}
