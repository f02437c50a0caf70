#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace jwtauth::inline v0 {

/// "1 byte", "812 bytes".
std::string counted(std::size_t count, std::string_view noun);

/// A duration as people say it: "2 hours 5 minutes". Its sign does not matter.
std::string inWords(double seconds);

/// A point in time by its distance from now: "in 2 hours 5 minutes", "3 days ago".
std::string fromNow(double secondsAhead);

/// "2026-11-24 10:00:00Z".
std::string dateOf(std::chrono::sys_seconds moment);

/// The same for seconds since 1970; outside of the years 1970 to 9999, that in words.
std::string dateOf(double seconds);

}  // namespace jwtauth::inline v0
