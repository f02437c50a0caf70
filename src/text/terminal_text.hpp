#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace jwtauth::inline v0 {

/// Text from anywhere, safe to write to a terminal. Control characters (C1 included), characters that cannot be seen or
/// turn the direction of text, and every space but the ordinary one are escaped as JSON escapes them, a byte that is
/// not UTF-8 as \xff. So JSON text stays JSON text with equal values. Cut after `limit` characters.
std::string displayed(std::string_view text, std::size_t limit = std::string_view::npos);

/// The same in double quotes, with quotes and backslashes escaped; for values of claims, headers and settings.
std::string inQuotes(std::string_view text);

/// The texts in quotes, joined by commas; of many the first few, and how many more there are.
std::string listed(std::span<const std::string> texts);

}  // namespace jwtauth::inline v0
