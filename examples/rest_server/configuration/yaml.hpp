#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace rest {

/// Reads one YAML document as JSON, with the reader of `jwtauth explain --config`; `source` is the name used in errors.
/// Throws SettingError.
nlohmann::json parseYaml(const std::string& text, const std::string& source);

/// The same for a file.
nlohmann::json readYamlFile(const std::string& file);

}  // namespace rest
