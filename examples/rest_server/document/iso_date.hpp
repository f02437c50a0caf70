#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rest {

/// Milliseconds since 1970 of "2020-01-02T03:04:05.678Z" (RFC 3339; the fraction may be left out, the offset may be
/// "+01:00" or "+0100"); nothing for any other text.
std::optional<std::int64_t> parseIsoDate(std::string_view text) noexcept;

/// The moment in UTC, with milliseconds when there are any; nothing outside the years 1970 to 9999.
std::optional<std::string> isoDateOf(std::int64_t millisecondsSince1970);

}  // namespace rest
