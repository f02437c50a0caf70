#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace jwtauth::inline v0 {

/// Text from anywhere, safe to write to a terminal: control characters (C1 included), characters that turn or hide
/// text, and bytes that are no UTF-8 become escapes. Cut after `limit` characters.
std::string displayed(std::string_view text, std::size_t limit);

/// The same in double quotes, with quotes and backslashes escaped; for values of claims, headers and settings.
std::string inQuotes(std::string_view text);

/// The quoted texts joined by commas; of many the first few, and how many more there are.
std::string listed(std::span<const std::string> texts);

/// A duration as people say it: "2 hours 5 minutes". Its sign does not matter.
std::string inWords(double seconds);

/// Seconds since 1970 as "2026-11-24 10:00:00Z"; beyond the years 1970 to 9999, what that is in words.
std::string dateOf(double seconds);

/// "1 byte", "812 bytes".
std::string counted(std::size_t count, std::string_view noun);

}  // namespace jwtauth::inline v0
