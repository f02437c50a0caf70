#pragma once

// The one public header that needs nlohmann/json: include it only where claims are wanted as a JSON value.
#include <nlohmann/json.hpp>

#include "jwtauth/principal.hpp"

namespace jwtauth::inline v0 {

/// The claims of an authenticated principal as a JSON object. The payload was read strictly before, so this throws
/// only for lack of memory.
inline nlohmann::json claimsJson(const Principal& principal) {
  const std::string_view text = principal.claimsText();
  return nlohmann::json::parse(text.begin(), text.end());
}

}  // namespace jwtauth::inline v0
