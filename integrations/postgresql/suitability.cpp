// The text of a configuration goes in; whether it may open a database, and what it takes to use it, comes out.
#include "suitability.h"

#include <string_view>

#include "src/configuration/configuration_text.hpp"

Suitability jwtauth_suitability(const char* configuration, size_t size) noexcept try {
  Suitability found{nullptr, true};
  for (const jwtauth::ConfiguredMechanism& one : jwtauth::mechanismsFromText(std::string_view(configuration, size))) {
    if (one.config.acceptAnyAudience) {
      found.problem = "acceptAnyAudience: a token for anyone would open the database; expected an audience";
    } else if (one.keySource.keyRefresh == jwtauth::KeyRefresh::thread) {
      found.problem = "keyRefresh: thread, and a backend must not have one; expected caller";
    }
    found.holds_its_keys = found.holds_its_keys && !one.keySource.isGiven();
    if (found.problem != nullptr) break;
  }
  return found;
} catch (...) {
  return {"cannot be read", false};
}
