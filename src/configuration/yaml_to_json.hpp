#pragma once

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string_view>

namespace jwtauth::inline v0 {

/// A text is not the YAML that we read: what() says at which line, and why.
class YamlError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The one document of a configuration file as JSON; null when the text has none. A plain scalar that YAML 1.1 and 1.2
/// read in different ways is refused, so that no program sees another value in the file (docs/decisions/0016). Throws
/// YamlError.
nlohmann::ordered_json yamlToJson(std::string_view yaml);

}  // namespace jwtauth::inline v0
