#pragma once

// Catch2 3, or the single header of Catch2 2.
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif

#include <string>

#include "jwtauth/clock.hpp"

/// Catch2 3 shows times of the system's clock, but only those that are whole multiples of its unit.
template <>
struct Catch::StringMaker<jwtauth::WallTime> {
  static std::string convert(jwtauth::WallTime time) {
    return StringMaker<double>::convert(time.time_since_epoch().count()) + " s since 1970";
  }
};

namespace jwtauth::tests {

/// Matches a text that has this part. In Catch2 3 Contains is another matcher, for ranges.
inline auto Contains(const std::string& part) {
#if CATCH_VERSION_MAJOR >= 3
  return Catch::Matchers::ContainsSubstring(part);
#else
  return Catch::Matchers::Contains(part);
#endif
}

}  // namespace jwtauth::tests
