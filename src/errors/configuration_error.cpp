// Why a configuration was refused: the code, the setting and the sentence that people read.
#include "jwtauth/configuration_error.hpp"

#include <utility>

namespace jwtauth::inline v0 {

ConfigurationError::ConfigurationError(ErrorCode code, std::string setting, const std::string& sentence)
    : std::invalid_argument(setting + ": " + sentence),
      code_(code),
      setting_(std::make_shared<const std::string>(std::move(setting))) {}

ConfigurationError::ConfigurationError(const ConfigurationError&) noexcept = default;

ConfigurationError::~ConfigurationError() = default;

}  // namespace jwtauth::inline v0
