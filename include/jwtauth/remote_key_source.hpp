#pragma once

#include <memory>

#include "jwtauth/config_json.hpp"
#include "jwtauth/remote_jwks.hpp"

namespace jwtauth::inline v0 {

/// The keys of a JWK Set in a file, read again as one at a URL is fetched again, within seconds of a change too, and
/// for an unknown key id at most once a second. Throws ConfigurationError when the file holds no usable key now. HMAC
/// keys are taken from it too.
JWTAUTH_EXPORT std::shared_ptr<RemoteKeyProvider> jwksFile(std::string path, RemoteJwksOptions options = {});

/// The keys that a configuration file names, for its mechanism's algorithm; null when it holds the key itself. Throws
/// ConfigurationError.
JWTAUTH_EXPORT std::shared_ptr<RemoteKeyProvider> openKeySource(const ConfiguredMechanism& mechanism,
                                                                RemoteJwksOptions options = {});

}  // namespace jwtauth::inline v0
