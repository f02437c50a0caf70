#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace rest {

/// Reads one YAML document as JSON: plain scalars by YAML 1.2's core schema (null, true, 42, 1.5), quoted and block
/// scalars as text. `source` is the name used in errors. Throws SettingError.
nlohmann::json parseYaml(const std::string& text, const std::string& source);

/// The same for a file.
nlohmann::json readYamlFile(const std::string& file);

}  // namespace rest
