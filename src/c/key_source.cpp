// What a configuration says about its keys goes in, a provider of them comes out.
#include "src/c/key_source.hpp"

#include "jwtauth/remote_key_source.hpp"

namespace jwtauth::inline v0 {

std::shared_ptr<KeyProvider> openKeys(const ConfiguredMechanism& mechanism, const Clock& clock) {
  RemoteJwksOptions options;
  options.clock = clock;
  options.waitForKeys = std::chrono::milliseconds::zero();
  return openKeySource(mechanism, std::move(options));
}

}  // namespace jwtauth::inline v0
