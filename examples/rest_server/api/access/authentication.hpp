#pragma once

#include <chrono>
#include <span>
#include <vector>

#include "api/access/issuer_keys.hpp"
#include "jwtauth/config_json.hpp"
#include "jwtauth/issuer_router.hpp"

namespace rest::api {

/// Who vouches for users: the mechanisms of all issuers at one door, and where their keys come from.
struct Authentication {
  jwtauth::IssuerRouter router;
  std::vector<IssuerKeys> issuers;
};

/// As the configuration says. A token whose key is being fetched waits this long; at zero it is refused at once.
/// Throws jwtauth::ConfigurationError.
Authentication openAuthentication(std::span<const jwtauth::ConfiguredMechanism> configured,
                                  std::chrono::milliseconds waitForKeys);

}  // namespace rest::api
