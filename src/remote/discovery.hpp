#pragma once

#include <functional>
#include <string>

#include "jwtauth/remote_jwks.hpp"

namespace jwtauth::inline v0 {

/// Returns the document at a URL or throws FetchError.
using FetchUrl = std::function<FetchedDocument(const std::string& url)>;

/// The `jwks_uri` of the issuer's metadata, which is at this URL or, where that is empty, behind the issuer. Throws
/// FetchError.
std::string discoverJwksUri(const std::string& issuer, const std::string& metadataUri, const FetchUrl& fetch);

}  // namespace jwtauth::inline v0
