#pragma once

#include <string_view>

#include "jwtauth/algorithm.hpp"

namespace jwtauth::inline v0 {

/// RFC 9864 2.2: the name of EdDSA with Ed25519 that says which curve it is; the older one is still written.
inline constexpr std::string_view fullySpecifiedEdDsa = "Ed25519";

/// Whether `alg` of a token, a JWK or a configuration names this algorithm.
inline bool isNameOf(Algorithm algorithm, std::string_view joseName) noexcept {
  return joseName == nameOf(algorithm) || (algorithm == Algorithm::EdDSA && joseName == fullySpecifiedEdDsa);
}

}  // namespace jwtauth::inline v0
