#pragma once

#include <chrono>
#include <string>

#include "jwtauth/clock.hpp"

namespace rest {

/// A moment as BSON's dates have it. Unlike system_clock's nanoseconds it does not end in 2262.
using UtcTime = std::chrono::sys_time<std::chrono::milliseconds>;

inline UtcTime utcNow() noexcept {
  return std::chrono::floor<std::chrono::milliseconds>(jwtauth::wallNow());
}

enum class TimePrecision { seconds, milliseconds };

/// "2026-11-24T10:00:00Z" or "2026-11-24T10:00:00.000Z" (RFC 3339), for moments from 1970 to 9999.
std::string utcText(UtcTime moment, TimePrecision precision);

}  // namespace rest
