#pragma once

#include <functional>
#include <memory>

#include "jwtauth/remote_jwks.hpp"
#include "src/remote/refresher.hpp"

namespace jwtauth::inline v0 {

/// Brings the document, wherever it is, or throws.
using FetchDocument = std::function<FetchedDocument(const std::stop_token&)>;

/// Throws ConfigurationError for an option that is out of range.
void requireUsable(const RemoteJwksOptions& options);

/// A provider of the keys, for the options' algorithms, of a JWK Set that is fetched again and again, and where it can
/// be told, soon after it has changed.
std::shared_ptr<RemoteKeyProvider> provideFetched(FetchDocument fetch, const RemoteJwksOptions& options,
                                                  HasChanged hasChanged = {});

}  // namespace jwtauth::inline v0
