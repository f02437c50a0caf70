#pragma once

#include <chrono>
#include <string>

namespace rest {

enum class TimePrecision { seconds, milliseconds };

/// "2026-11-24T10:00:00Z" or "2026-11-24T10:00:00.000Z" (RFC 3339), for moments from 1970 to 9999.
std::string utcText(std::chrono::sys_time<std::chrono::milliseconds> moment, TimePrecision precision);

/// The same for a moment of the clock, which ends in 2262.
inline std::string utcText(std::chrono::system_clock::time_point moment, TimePrecision precision) {
  return utcText(std::chrono::floor<std::chrono::milliseconds>(moment), precision);
}

}  // namespace rest
