#pragma once

#include <string>

#include "jwtauth/clock.hpp"

namespace jwtauth::commandLine {

struct Inspection {
  bool isToken = false;
  std::string text;  ///< lines for a person; if it is no token, one sentence without a line break that says why
};

/// What a token says about itself, unverified, with times in UTC and by their distance from `now`.
Inspection inspectToken(std::string token, WallTime now);

}  // namespace jwtauth::commandLine
