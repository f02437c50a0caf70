#pragma once

#include <chrono>
#include <string_view>

namespace jwtauth::commandLine {

/// "90", "90s", "15m", "1h30m", "7d", each also negative; a number alone means seconds. Throws UsageError that names
/// the option.
std::chrono::seconds parseDuration(std::string_view option, std::string_view text);

}  // namespace jwtauth::commandLine
