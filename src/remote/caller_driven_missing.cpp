// Stands in for caller_driven.cpp where processes are not forked and files have no owners as POSIX has them.
#include "src/errors/refuse_setting.hpp"
#include "src/remote/caller_driven.hpp"

namespace jwtauth::inline v0 {

std::shared_ptr<RemoteKeyProvider> provideDriven(FetchDocument, ReadKeys, const RemoteJwksOptions&, DocumentSource) {
  refuseSetting("keyRefresh", "caller on this system; expected thread");
}

}  // namespace jwtauth::inline v0
