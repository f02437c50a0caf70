#pragma once

#include <string>

#include "jwtauth/jwt_authentication_mechanism.hpp"
#include "jwtauth/key_provider.hpp"
#include "jwtauth/testing.hpp"
#include "tests/support/expect.hpp"

namespace jwtauth::tests {

/// One honest request and one forged, with a name too long to be kept inside of its string.
struct Requests {
  explicit Requests(const testing::TokenIssuer& issuer)
      : honest(issuer.token(longName).bearer()), forged(issuer.token(longName).forged().bearer()) {}

  static constexpr std::string_view longName = "auth0|5f7c8ec7c33c6c004bbafe82@clients";

  std::string honest;
  std::string forged;
};

inline void requireService(const JwtAuthenticationMechanism& auth, const Requests& requests) {
  REQUIRE(codeOf(auth.authenticate(requests.honest)) == "none");
  REQUIRE(codeOf(auth.authenticate(requests.forged)) == "signatureInvalid");
}

}  // namespace jwtauth::tests
