#pragma once

#include "jwtauth/config.hpp"

namespace jwtauth::inline v0 {

/// Refuses a revocation check that is missing, and settings that mean nothing beside a tokenAuthority. Throws
/// ConfigurationError.
void requireRevocation(const JwtAuthenticationConfig& config);

}  // namespace jwtauth::inline v0
