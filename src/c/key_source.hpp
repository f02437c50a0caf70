#pragma once

#include <memory>

#include "jwtauth/clock.hpp"
#include "jwtauth/config_json.hpp"
#include "jwtauth/key_provider.hpp"

namespace jwtauth::inline v0 {

/// The keys that a configuration names elsewhere; null when it holds the key itself. Throws ConfigurationError.
std::shared_ptr<KeyProvider> openKeys(const ConfiguredMechanism& mechanism, const Clock& clock);

}  // namespace jwtauth::inline v0
