#pragma once

#include <chrono>

#include "jwtauth/clock.hpp"

namespace jwtauth::tests {

/// Seconds since 1970.
inline WallTime at(double seconds) {
  return WallTime(std::chrono::duration<double>(seconds));
}

}  // namespace jwtauth::tests
