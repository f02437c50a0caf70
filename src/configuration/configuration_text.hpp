#pragma once

#include <stdexcept>
#include <string_view>
#include <vector>

#include "jwtauth/config_json.hpp"

namespace jwtauth::inline v0 {

/// A text is no configuration file, whatever its settings are: what() says why.
class ConfigurationTextError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What a configuration file of a server holds, as JSON or YAML: a whole RESTHeart file, our blocks of one, or one of an
/// overrides file, whose keys are paths (`/jwtAuthenticationMechanism/issuer`). Throws ConfigurationTextError when it is
/// neither JSON nor YAML, ConfigurationError when a setting is wrong.
std::vector<ConfiguredMechanism> mechanismsFromText(std::string_view text);

}  // namespace jwtauth::inline v0
