#pragma once

#if __has_include(<unistd.h>)
#include <unistd.h>
#endif

namespace jwtauth::inline v0 {

#if __has_include(<unistd.h>)
using ProcessId = pid_t;
inline ProcessId currentProcess() noexcept {
  return getpid();
}
#else
/// Where processes are not forked.
using ProcessId = int;
inline ProcessId currentProcess() noexcept {
  return 0;
}
#endif

}  // namespace jwtauth::inline v0
