// YAML goes in, JSON comes out. Refused: files that cannot be read, and what the library's reader refuses.
#include "configuration/yaml.hpp"

#include <fstream>
#include <sstream>

#include "configuration/setting_error.hpp"
#include "src/configuration/yaml_to_json.hpp"

namespace rest {

nlohmann::json parseYaml(const std::string& text, const std::string& source) {
  try {
    return jwtauth::yamlToJson(text);
  } catch (const jwtauth::YamlError& error) {
    throw SettingError(source + ": " + error.what());
  }
}

nlohmann::json readYamlFile(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  if (!stream || !(text << stream.rdbuf())) throw SettingError(file + ": the file cannot be read, or is empty");
  return parseYaml(text.str(), file);
}

}  // namespace rest
