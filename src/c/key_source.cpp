// What a configuration says about its keys goes in, a provider of them comes out, by default one that has no thread and
// never lets a request wait.
#include "src/c/key_source.hpp"

#include <utility>

#include "jwtauth/remote_key_source.hpp"

namespace jwtauth::inline v0 {

std::shared_ptr<RemoteKeyProvider> openKeys(const ConfiguredMechanism& mechanism, const Clock& clock,
                                            const KeyWishes& wishes) {
  RemoteJwksOptions options;
  options.clock = clock;
  options.refresh = KeyRefresh::caller;
  options.waitForKeys = wishes.waitForKeys;
  options.connectTimeout = std::chrono::seconds(1);
  options.totalTimeout = std::chrono::seconds(3);
  options.isInterrupted = wishes.isInterrupted;
  if (mechanism.keySource.keyRefresh != KeyRefresh::thread) options.cacheFolder = wishes.cacheFolder;
  std::shared_ptr<RemoteKeyProvider> keys = openKeySource(mechanism, std::move(options));
  if (keys) keys->prefetch();
  return keys;
}

}  // namespace jwtauth::inline v0
