#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rest {

/// One setting of the environment variable RHO.
struct RhoAssignment {
  std::string path;   ///< /http-listener/port
  std::string value;  ///< YAML
};

/// RESTHeart's overrides in an environment variable:
/// `/http-listener/port->8081;/mclient/connection-string->"mongodb://…"`. Blanks and ends of lines around the parts do
/// not count; `;` and `->` within quotes or brackets belong to the value. Throws SettingError; it quotes paths, never
/// values.
std::vector<RhoAssignment> parseRho(std::string_view text);

}  // namespace rest
