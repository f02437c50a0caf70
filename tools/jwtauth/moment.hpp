#pragma once

#include <chrono>
#include <string_view>

namespace jwtauth::commandLine {

/// "-3h" and "+30m" count from `now`; "2026-11-24 13:43:24Z" is UTC (also with `T` between, and ` UTC` for `Z`);
/// "@1795527804" is a NumericDate. From 1970 to 9999, as NumericDates are. Throws UsageError that names the option.
std::chrono::sys_seconds parseMoment(std::string_view option, std::string_view text, std::chrono::sys_seconds now);

}  // namespace jwtauth::commandLine
