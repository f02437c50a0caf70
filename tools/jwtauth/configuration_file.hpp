#pragma once

#include <filesystem>
#include <vector>

#include "jwtauth/config_json.hpp"

namespace jwtauth::commandLine {

/// Reads a server's configuration as JSON or YAML: a whole RESTHeart file, our blocks of one, or one of an overrides
/// file, whose keys are paths (`/jwtAuthenticationMechanism/issuer`). Throws UsageError when the file is neither JSON
/// nor YAML, ConfigurationError when a setting is wrong.
std::vector<ConfiguredMechanism> readConfigurationFile(const std::filesystem::path& path);

}  // namespace jwtauth::commandLine
