#pragma once

#include <cstdint>

namespace jwtauth::inline v0 {

/// How a request presents its token: `Authorization: Bearer` (RFC 6750), or `Authorization: DPoP` with a proof that its
/// sender holds a key (RFC 9449).
enum class AuthenticationScheme : std::uint8_t { bearer, dpop };

}  // namespace jwtauth::inline v0
