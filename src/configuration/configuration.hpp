#pragma once

#include "jwtauth/config.hpp"

namespace jwtauth::inline v0 {

/// Refuses a configuration that cannot work or contradicts itself. Throws ConfigurationError.
void requireUsable(const JwtAuthenticationConfig& config, const Clock& clock);

}  // namespace jwtauth::inline v0
