#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "jwtauth/clock.hpp"
#include "jwtauth/config_json.hpp"
#include "jwtauth/remote_jwks.hpp"

namespace jwtauth::inline v0 {

/// What a host wants of key sources, where their configuration does not say it.
struct KeyWishes {
  std::function<bool()> isInterrupted{};
  std::chrono::milliseconds waitForKeys{0};
  std::string cacheFolder{};
};

/// The keys that a configuration names elsewhere; null when it holds the key itself. They are fetched for the first
/// time here, where that succeeds in time. Throws ConfigurationError.
std::shared_ptr<RemoteKeyProvider> openKeys(const ConfiguredMechanism& mechanism, const Clock& clock,
                                            const KeyWishes& wishes);

}  // namespace jwtauth::inline v0
