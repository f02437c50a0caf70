// Tokens and users that are refused before their tokens expire.
#include "jwtauth/deny_list.hpp"

#include <chrono>
#include <memory>

#include "expect.hpp"
#include "jwtauth/jwt_authentication_mechanism.hpp"
#include "jwtauth/testing.hpp"

using namespace std::chrono_literals;

int main() {
  const jwtauth::testing::TokenIssuer tenant;
  jwtauth::JwtAuthenticationConfig config = tenant.config();

  // region: list
  const auto denied = std::make_shared<jwtauth::DenyList>(100'000);
  config.revocationChecks = {denied};
  // endregion
  const jwtauth::JwtAuthenticationMechanism auth(config);
  const std::string token = tenant.token("ann").claim("jti", "b7c1").bearer();
  expect(auth.authenticate(token).hasValue(), "a token that is not on the list is accepted");

  const auto expiryOfThatToken = jwtauth::wallNow() + 1h + config.clockSkew;
  using Outcome = jwtauth::DenyList::Outcome;
  // region: add
  const Outcome outcome = denied->add({.jti = "b7c1", .until = expiryOfThatToken});
  // endregion
  expect(outcome == Outcome::added, "it is added");
  expect(auth.authenticate(token).error().code == jwtauth::ErrorCode::revoked, "it is refused from then on");

  const std::string another = tenant.token("ann").bearer();
  expect(auth.authenticate(another).hasValue(), "another token of the same user is accepted");
  const Outcome ofUser = denied->add({.sub = "ann", .until = expiryOfThatToken});
  expect(ofUser == Outcome::added && auth.authenticate(another).error().httpStatus() == 401,
         "until the user is denied");
}
