// The text of a configuration goes in; what a database must not be opened by comes out.
#include "unsuited.h"

#include <string_view>

#include "src/configuration/configuration_text.hpp"

const char* jwtauth_unsuited(const char* configuration, size_t size) noexcept try {
  for (const jwtauth::ConfiguredMechanism& one : jwtauth::mechanismsFromText(std::string_view(configuration, size))) {
    if (one.config.acceptAnyAudience) {
      return "acceptAnyAudience: a token for anyone would open the database; expected an audience";
    }
    if (one.keySource.keyRefresh == jwtauth::KeyRefresh::thread) {
      return "keyRefresh: thread, and a backend must not have one; expected caller";
    }
  }
  return nullptr;
} catch (...) {
  return "cannot be read";
}
