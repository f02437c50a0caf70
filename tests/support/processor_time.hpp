#pragma once

#include <time.h>

#include <chrono>

namespace jwtauth::tests {

/// What this thread has had of a processor so far: beside other programs it is no more than alone.
inline std::chrono::nanoseconds processorTime() noexcept {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

}  // namespace jwtauth::tests
