#pragma once

#include <array>

#include "jwtauth/key.hpp"

namespace jwtauth::tests {

inline constexpr std::array everyAlgorithm = {Algorithm::HS256, Algorithm::HS384, Algorithm::HS512, Algorithm::RS256,
                                              Algorithm::RS384, Algorithm::RS512, Algorithm::PS256, Algorithm::PS384,
                                              Algorithm::PS512, Algorithm::ES256, Algorithm::ES384, Algorithm::ES512,
                                              Algorithm::EdDSA};

inline constexpr std::array asymmetricAlgorithms = {
    Algorithm::RS256, Algorithm::RS384, Algorithm::RS512, Algorithm::PS256, Algorithm::PS384,
    Algorithm::PS512, Algorithm::ES256, Algorithm::ES384, Algorithm::ES512, Algorithm::EdDSA};

}  // namespace jwtauth::tests
