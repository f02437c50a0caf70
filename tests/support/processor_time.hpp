#pragma once

#ifdef _WIN32
#include <windows.h>
#else
#include <time.h>
#endif

#include <chrono>

namespace jwtauth::tests {

/// What this thread has had of a processor so far: beside other programs it is no more than alone.
inline std::chrono::nanoseconds processorTime() noexcept {
#ifdef _WIN32
  FILETIME made{}, ended{}, inKernel{}, inProgram{};
  GetThreadTimes(GetCurrentThread(), &made, &ended, &inKernel, &inProgram);
  const auto ticks = [](FILETIME time) { return (std::int64_t{time.dwHighDateTime} << 32) + time.dwLowDateTime; };
  return std::chrono::nanoseconds(100 * (ticks(inKernel) + ticks(inProgram)));
#else
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
#endif
}

}  // namespace jwtauth::tests
