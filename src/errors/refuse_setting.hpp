#pragma once

#include <string>
#include <utility>

#include "jwtauth/configuration_error.hpp"

namespace jwtauth::inline v0 {

/// Throws ConfigurationError about a setting that is missing, mistyped or out of range.
[[noreturn]] inline void refuseSetting(std::string setting, const std::string& sentence) {
  throw ConfigurationError(ErrorCode::settingInvalid, std::move(setting), sentence);
}

/// The same, unless it is satisfied.
inline void require(bool satisfied, std::string setting, const std::string& sentence) {
  if (!satisfied) refuseSetting(std::move(setting), sentence);
}

/// Throws ConfigurationError about the setting `key`: keyUnusable or keyTooWeak.
[[noreturn]] inline void refuseKey(ErrorCode code, const std::string& sentence) {
  throw ConfigurationError(code, "key", sentence);
}

}  // namespace jwtauth::inline v0
