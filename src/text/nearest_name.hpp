#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace jwtauth::inline v0 {

/// The known name that a mistyped one was probably meant to be: it differs in letter case, continues the mistyped one
/// ("aud", "audience"), or is a few insertions, deletions, replacements and swaps away. Nothing when no known name is
/// close, or when the mistyped one is too long for a guess.
std::optional<std::string_view> nearestName(std::string_view mistyped, std::span<const std::string_view> known);

}  // namespace jwtauth::inline v0
