#pragma once

#include <cstddef>

#include "jwtauth/algorithm.hpp"

namespace jwtauth::inline v0 {

inline constexpr std::size_t maxHashSize = 64;

/// Bytes of the algorithm's hash; 0 for EdDSA, which takes the message itself.
constexpr std::size_t hashSizeOf(Algorithm algorithm) noexcept {
  switch (algorithm) {
    case Algorithm::HS256:
    case Algorithm::RS256:
    case Algorithm::PS256:
    case Algorithm::ES256:
      return 32;
    case Algorithm::HS384:
    case Algorithm::RS384:
    case Algorithm::PS384:
    case Algorithm::ES384:
      return 48;
    case Algorithm::HS512:
    case Algorithm::RS512:
    case Algorithm::PS512:
    case Algorithm::ES512:
      return maxHashSize;
    case Algorithm::EdDSA:
      break;
  }
  return 0;
}

}  // namespace jwtauth::inline v0
