#pragma once

#include <memory>

#include "src/remote/fetched_keys.hpp"

namespace jwtauth::inline v0 {

/// provideFetched() for KeyRefresh::caller.
std::shared_ptr<RemoteKeyProvider> provideDriven(FetchDocument fetch, ReadKeys read, const RemoteJwksOptions& options,
                                                 DocumentSource source);

}  // namespace jwtauth::inline v0
