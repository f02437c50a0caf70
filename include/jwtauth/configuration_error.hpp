#pragma once

#include <memory>
#include <stdexcept>
#include <string>

#include "jwtauth/export.hpp"
#include "jwtauth/result.hpp"

namespace jwtauth::inline v0 {

/// Thrown at construction, never at request time. what() names the setting, what was given and what was expected. It
/// never holds key material.
class JWTAUTH_EXPORT ConfigurationError : public std::invalid_argument {
 public:
  ConfigurationError(ErrorCode code, std::string setting, const std::string& sentence);
  ConfigurationError(const ConfigurationError&) noexcept;
  ConfigurationError& operator=(const ConfigurationError&) = delete;
  ~ConfigurationError() override;

  ErrorCode code() const noexcept { return code_; }
  /// The setting at fault as it is written in the configuration, "issuer".
  const std::string& setting() const noexcept { return *setting_; }

 private:
  ErrorCode code_;
  std::shared_ptr<const std::string> setting_;
};

}  // namespace jwtauth::inline v0
