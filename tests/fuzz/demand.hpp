#pragma once

#include <cstdio>
#include <cstdlib>

namespace jwtauth::fuzz {

/// Ends the program as a finding unless what was promised holds.
inline void demand(bool holds, const char* promise) noexcept {
  if (holds) return;
  std::fprintf(stderr, "a promise is broken: %s\n", promise);
  std::abort();
}

}  // namespace jwtauth::fuzz
