// Stands in for yaml_to_json.cpp where yaml-cpp was missing at build time: every text is refused.
#include "tools/jwtauth/command.hpp"
#include "tools/jwtauth/yaml_to_json.hpp"

namespace jwtauth::commandLine {

std::string yamlToJson(const std::string& name, std::string_view /*yaml*/) {
  throw UsageError(name + ": not JSON, and this jwtauth was built without yaml-cpp, so that it cannot read YAML");
}

}  // namespace jwtauth::commandLine
