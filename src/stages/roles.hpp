#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "jwtauth/config.hpp"
#include "jwtauth/result.hpp"
#include "src/json/json_value.hpp"

namespace jwtauth::inline v0 {

/// The roles in a claim that lists them. As RESTHeart reads it: strings as they are, numbers and booleans as they are
/// written; with one element of another type the claim gives no role at all, and null gives none. The result has room
/// for `spare` more.
Result<std::vector<std::string>> rolesInArray(JsonValue claim, std::size_t spare = 0);

/// The roles of the token by rolesFrom. Refused: a claim that is neither an array nor of its form; a token that has
/// none of the claims, unless acceptMissingRoles.
Result<std::vector<std::string>> rolesFromClaims(JsonValue payload, const JwtAuthenticationConfig& config);

/// What a claim for roles finds: one value, or with `*` one for each element that has it; nothing when it is missing.
std::optional<std::vector<JsonValue>> valuesOf(JsonValue payload, std::string_view claim);

}  // namespace jwtauth::inline v0
