#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace jwtauth::inline v0 {

/// What a mistyped name was probably meant to be: a known name that differs in letter case, goes on where the mistyped
/// one stops ("aud", "audience"), or is few insertions, deletions, replacements and swaps away. Nothing when none is
/// close, or the mistyped name is longer than any name worth guessing at.
std::optional<std::string_view> nearestName(std::string_view mistyped, std::span<const std::string_view> known);

}  // namespace jwtauth::inline v0
