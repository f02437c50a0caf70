// A host that is compiled without exceptions and without RTTI: create() says what the constructors would throw, and the
// host's own classes stand below the library's.
#include <cstdlib>
#include <iostream>
#include <utility>
#include <vector>

#include "jwtauth/issuer_router.hpp"
#include "jwtauth/jwt_authentication_mechanism.hpp"
#include "jwtauth/testing.hpp"

#if defined(__cpp_exceptions) || defined(__cpp_rtti)
#error this is to be compiled without exceptions and without RTTI
#endif

namespace {

class NoKeys final : public jwtauth::KeyProvider {
 public:
  jwtauth::Result<jwtauth::VerificationKey> find(jwtauth::Algorithm, std::string_view) const override {
    return jwtauth::Error{jwtauth::ErrorCode::keysUnavailable, "the host has no keys"};
  }
  std::uint64_t generation() const noexcept override { return noGeneration; }
};

void expect(bool holds, const char* what) {
  if (holds) return;
  std::cerr << "not so: " << what << '\n';
  std::exit(1);
}

}  // namespace

int main() {
  const jwtauth::testing::TokenIssuer issuer(jwtauth::Algorithm::ES256);
  const std::string bearer = issuer.token("ada").bearer();
  auto auth = jwtauth::JwtAuthenticationMechanism::create(issuer.config());
  expect(auth.hasValue(), "a good configuration is accepted");
  const auto who = auth->authenticate(bearer);
  expect(who && who->name() == "ada", "a good token is accepted");

  auto config = issuer.config();
  config.key.clear();
  const auto keyless = jwtauth::JwtAuthenticationMechanism::create(config, std::make_shared<NoKeys>());
  expect(keyless.hasValue(), "the host's own keys are taken");
  expect(keyless->authenticate(bearer).error().code == jwtauth::ErrorCode::keysUnavailable,
         "the host's refusal counts");

  const auto refused = jwtauth::JwtAuthenticationMechanism::create(config);
  expect(!refused && refused.error().setting() == "key", "a configuration without a key is refused by its setting");

  std::vector<jwtauth::JwtAuthenticationMechanism> mechanisms;
  mechanisms.push_back(*std::move(auth));
  const auto router = jwtauth::IssuerRouter::create(std::move(mechanisms));
  expect(router && router->authenticate(bearer).hasValue(), "a router accepts it");
  expect(!jwtauth::IssuerRouter::create({}), "a router without mechanisms is refused");
}
