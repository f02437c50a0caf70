#pragma once

#include <time.h>  // timespec_get, which not every <ctime> has

#include <chrono>
#include <functional>

namespace jwtauth::inline v0 {

/// Seconds since 1970, with their fraction. Every std::chrono::system_clock::time_point and sys_seconds converts to it.
/// Where that clock counts nanoseconds it ends in 2262; this does not.
using WallTime = std::chrono::sys_time<std::chrono::duration<double>>;

/// The system's time.
inline WallTime wallNow() noexcept {
#ifdef TIME_UTC
  ::timespec now{};
  (void)::timespec_get(&now, TIME_UTC);
  return WallTime(
      std::chrono::duration<double>(static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9));
#else
  return std::chrono::system_clock::now();
#endif
}

/// The two clocks the library reads: `wall` for what tokens say, `steady` for its own timers. Both are called
/// from any number of threads at once.
struct Clock {
  std::function<WallTime()> wall = wallNow;
  std::function<std::chrono::steady_clock::time_point()> steady = std::chrono::steady_clock::now;
};

}  // namespace jwtauth::inline v0
