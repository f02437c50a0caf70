#pragma once

#include <span>

#include "jwtauth/issuer_router.hpp"
#include "jwtauth/jwt_authentication_mechanism.hpp"
#include "tests/fuzz/known_issuers.hpp"

namespace jwtauth::fuzz {

/// An issuer and a server that is configured for it in one of several ways. The same server once more with a memory for
/// tokens, and once behind a router that knows a second issuer.
struct Scene {
  testing::TokenIssuer issuer;
  JwtAuthenticationConfig config;  ///< without the key
  JwtAuthenticationMechanism plain, remembering;
  IssuerRouter router;
};

/// An input names one of them by its first byte, modulo their number.
std::span<const Scene> scenes();
inline const Scene& sceneOf(std::size_t choice) {
  return scenes()[choice % scenes().size()];
}

}  // namespace jwtauth::fuzz
