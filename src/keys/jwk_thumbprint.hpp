#pragma once

#include <optional>
#include <string>

#include "src/json/json_value.hpp"

namespace jwtauth::inline v0 {

/// The SHA-256 thumbprint of a public JWK (RFC 7638 3), 43 characters of base64url; the other members do not matter.
/// Nothing when it is no key of a known type whose members are written in the one canonical way: otherwise one key had
/// several thumbprints.
std::optional<std::string> thumbprintOf(JsonValue jwk);

}  // namespace jwtauth::inline v0
