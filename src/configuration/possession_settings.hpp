#pragma once

#include "jwtauth/config.hpp"

namespace jwtauth::inline v0 {

/// Refuses settings of DPoP and of mutual TLS that cannot work or contradict others. Throws ConfigurationError.
void requirePossession(const JwtAuthenticationConfig& config);

}  // namespace jwtauth::inline v0
