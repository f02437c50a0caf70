// The text of a configuration goes in; what a database must not be opened by comes out.
#include "unsuited.h"

#include <string_view>

#include "jwtauth/config_json.hpp"

const char* jwtauth_unsuited(const char* configuration, size_t size) noexcept try {
  for (const jwtauth::ConfiguredMechanism& one : jwtauth::mechanismsFromJson(std::string_view(configuration, size))) {
    if (one.config.acceptAnyAudience) {
      return "acceptAnyAudience: a token for anyone would open the database; expected an audience";
    }
    if (!one.keySource.jwksUri.empty() || !one.keySource.keyUri.empty() || !one.keySource.jwksFile.empty() ||
        one.keySource.issuerDiscovery) {
      return "keys that are fetched need a thread, which a backend cannot have; expected `key` or `keys`";
    }
  }
  return nullptr;
} catch (...) {
  return "cannot be read";
}
