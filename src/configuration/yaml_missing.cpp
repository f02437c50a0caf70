// Stands in for yaml_to_json.cpp where yaml-cpp was missing at build time: every text is refused.
#include "src/configuration/yaml_to_json.hpp"

namespace jwtauth::inline v0 {

nlohmann::ordered_json yamlToJson(std::string_view /*yaml*/) {
  throw YamlError("not JSON, and YAML cannot be read: this program was built without yaml-cpp");
}

}  // namespace jwtauth::inline v0
