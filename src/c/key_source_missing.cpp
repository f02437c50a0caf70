// Stands in for key_source.cpp where the component remote is missing: a configuration has to hold its keys.
#include "src/c/key_source.hpp"
#include "src/errors/refuse_setting.hpp"

namespace jwtauth::inline v0 {

std::shared_ptr<RemoteKeyProvider> openKeys(const ConfiguredMechanism& mechanism, const Clock&, const KeyWishes&) {
  if (mechanism.keySource.isGiven()) {
    refuseSetting("key", "keys from elsewhere, but the library was built without its component remote");
  }
  return nullptr;
}

}  // namespace jwtauth::inline v0
