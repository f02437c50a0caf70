#pragma once

#include <chrono>
#include <memory>

#include "jwtauth/clock.hpp"
#include "jwtauth/config_json.hpp"
#include "jwtauth/key_provider.hpp"
#include "jwtauth/remote_jwks.hpp"

namespace jwtauth::inline v0 {

/// What a host wants of revocation checks, whatever their configuration says.
struct RevocationOptions {
  std::chrono::milliseconds waitForAnswer{2'000};  ///< as IntrospectionOptions::waitForAnswer
  Fetch fetch{};                                   ///< used instead of libcurl; called by several threads at once
  Clock clock{};
};

/// The mechanism's configuration with the checks that its file names: the deny list first, then status lists, then the
/// authorization server. Where the file names none, it is the configuration as it is. `keys`: what openKeySource()
/// gave, null where the configuration holds the key. Throws ConfigurationError for files and URLs that cannot be used;
/// its setting is that of the file, "introspection".
JWTAUTH_EXPORT JwtAuthenticationConfig openRevocation(const ConfiguredMechanism& mechanism,
                                                      std::shared_ptr<KeyProvider> keys,
                                                      RevocationOptions options = {});

}  // namespace jwtauth::inline v0
