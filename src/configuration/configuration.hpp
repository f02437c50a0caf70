#pragma once

#include <cstddef>

#include "jwtauth/config.hpp"

namespace jwtauth::inline v0 {

/// Of audiences, and of fixed roles.
inline constexpr std::size_t maxListEntries = 1000;

/// Refuses a configuration that cannot work or contradicts itself. Throws ConfigurationError.
void requireUsable(const JwtAuthenticationConfig& config, const Clock& clock);

}  // namespace jwtauth::inline v0
