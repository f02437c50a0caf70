#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/explain/examination.hpp"

namespace jwtauth::inline v0 {

/// The JSON Pointer that a name in another notation means, where it finds a claim: "realm_access.roles",
/// "$.realm_access.roles", "realm_access/roles" and "realm_access['roles']" mean "/realm_access/roles". Empty when it
/// finds none.
std::string pointerMeantBy(std::string_view name, const TokenJson& payload);

/// Pointers to claims that roles are usually kept in: "/realm_access/roles", "groups". A few of them, in the token's
/// order; a claim at the top by its name alone.
std::vector<std::string> placesOfRoles(const TokenJson& payload);

/// How far a JSON Pointer leads: to which place, and what that has instead of the next segment.
struct PointerEnd {
  std::string place;                 ///< empty: the whole payload
  std::string missing;               ///< the segment that is not there
  std::vector<std::string> instead;  ///< names of the members there
};

/// Nothing for a name without a slash before it, and for a pointer that finds its claim.
std::optional<PointerEnd> whereItEnds(std::string_view pointer, const TokenJson& payload);

}  // namespace jwtauth::inline v0
