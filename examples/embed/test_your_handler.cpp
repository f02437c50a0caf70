// How to test a handler of your own: its mechanism trusts an issuer that the test holds the key of, and the test makes
// every token it needs, good ones and bad ones, in one line each.
#include "expect.hpp"
#include "http.hpp"
#include "jwtauth/jwt_authentication_mechanism.hpp"
#include "jwtauth/testing.hpp"

/// The code under test.
class Greeter {
 public:
  explicit Greeter(const jwtauth::JwtAuthenticationMechanism& auth) : auth_(auth) {}

  Response handle(const Request& request) const {
    const auto who = auth_.authenticate(request.authorization);
    if (!who) return {who.error().httpStatus(), "", auth_.challenge(who.error())};
    return {200, "Hello " + std::string(who->name()), ""};
  }

 private:
  const jwtauth::JwtAuthenticationMechanism& auth_;
};

int main() {
  // region: main
  const jwtauth::testing::TokenIssuer issuer;  // a fresh key pair
  const jwtauth::testing::TokenIssuer stranger;
  const jwtauth::JwtAuthenticationMechanism auth(issuer.config());
  const Greeter greeter(auth);

  expect(greeter.handle({issuer.token("alice").bearer()}).body == "Hello alice", "a good token");
  expect(greeter.handle({issuer.token().expiresIn(std::chrono::minutes(-5)).bearer()}).status == 401, "expired");
  expect(greeter.handle({issuer.token().claim("aud", "other-api").bearer()}).status == 401, "for another audience");
  expect(greeter.handle({issuer.token().signedBy(stranger).bearer()}).status == 401, "signed by a stranger");
  expect(greeter.handle({issuer.token().forged().bearer()}).status == 401, "forged");
  expect(greeter.handle({"Basic dXNlcjpwYXNz"}).status == 401, "another scheme");
  // endregion
}
