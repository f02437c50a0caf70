#pragma once

#include "jwtauth/config.hpp"
#include "jwtauth/revocation_source.hpp"

namespace jwtauth::inline v0 {

/// Refuses a revocation check that is missing, and settings that mean nothing beside a tokenAuthority. Throws
/// ConfigurationError.
void requireRevocation(const JwtAuthenticationConfig& config);

/// For a host that cannot open what is named there: refuses whatever is given, by its setting. Throws
/// ConfigurationError.
void requireNoRevocation(const RevocationSource& source, const char* sentence);

}  // namespace jwtauth::inline v0
