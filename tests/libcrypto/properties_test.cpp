// OpenSSL's default properties leave out algorithms: what is built on these is refused when it is made. A program of
// its own, since the properties are the process's.
#include <openssl/evp.h>

#include "jwtauth/jwks.hpp"
#include "jwtauth/jwt_authentication_mechanism.hpp"
#include "jwtauth/testing.hpp"
#include "tests/support/algorithms.hpp"
#include "tests/support/catch.hpp"

namespace jwtauth::tests {
namespace {

using testing::TokenIssuer;

/// No provider that is loaded has this property, as when fips=yes is demanded and there is no module for it.
class Demanding {
 public:
  explicit Demanding(const char* properties) { REQUIRE(EVP_set_default_properties(nullptr, properties) == 1); }
  ~Demanding() { EVP_set_default_properties(nullptr, ""); }
  Demanding(const Demanding&) = delete;
  Demanding& operator=(const Demanding&) = delete;
};

template <class Make>
std::string refusalOf(const Make& make) {
  try {
    make();
  } catch (const ConfigurationError& error) {
    CHECK(error.code() == ErrorCode::settingInvalid);
    CHECK(error.setting() == "algorithm");
    return error.what();
  }
  return "none";
}

}  // namespace

TEST_CASE("an algorithm that OpenSSL's default properties leave out is refused when the mechanism is made") {
  for (const Algorithm algorithm : everyAlgorithm) {
    const TokenIssuer issuer(algorithm);
    const JwtAuthenticationConfig config = issuer.config();
    JwtAuthenticationConfig withoutKey = config;
    withoutKey.key.clear();
    const std::string set = issuer.jwks();
    const auto provider = parseJwks(set, std::array{algorithm});
    CAPTURE(nameOf(algorithm));
    CHECK(refusalOf([&] { JwtAuthenticationMechanism{config}; }) == "none");

    const Demanding fips("fips=yes");
    const std::string refusal = "algorithm: " + std::string(nameOf(algorithm)) +
                                ", which OpenSSL does not have with its default properties (OPENSSL_CONF, FIPS); "
                                "expected an algorithm that it has";
    CHECK(refusalOf([&] { JwtAuthenticationMechanism{config}; }) == refusal);
    CHECK(refusalOf([&] { JwtAuthenticationMechanism(withoutKey, provider); }) == refusal);
    CHECK(refusalOf([&] { VerificationKey::fromText(algorithm, config.key); }) == refusal);
    CHECK(refusalOf([&] { parseJwks(set, std::array{algorithm}); }) == refusal);
  }
}

TEST_CASE("properties that leave nothing out change nothing") {
  const TokenIssuer issuer(Algorithm::ES256);
  const Demanding usual("provider=default");
  const JwtAuthenticationMechanism auth(issuer.config());
  CHECK(auth.authenticate(issuer.token().bearer()).hasValue());
}

}  // namespace jwtauth::tests
