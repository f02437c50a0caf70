#pragma once

#include <memory>

#include "jwtauth/config_json.hpp"
#include "jwtauth/remote_jwks.hpp"

namespace jwtauth::inline v0 {

/// The keys of a JWK Set in a file. It is read again as a URL would be fetched again, within seconds of a change, and
/// for an unknown key id at most once a second. HMAC keys are accepted, too. Throws ConfigurationError when the file
/// holds no usable key now.
JWTAUTH_EXPORT std::shared_ptr<RemoteKeyProvider> jwksFile(std::string path, RemoteJwksOptions options = {});

/// The keys that a configuration file names, for the algorithm of its mechanism; null when the file holds the key
/// itself. Throws ConfigurationError.
JWTAUTH_EXPORT std::shared_ptr<RemoteKeyProvider> openKeySource(const ConfiguredMechanism& mechanism,
                                                                RemoteJwksOptions options = {});

}  // namespace jwtauth::inline v0
