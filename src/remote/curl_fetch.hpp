#pragma once

#include <functional>
#include <string>

#include "jwtauth/remote_jwks.hpp"
#include "src/remote/public_address.hpp"

namespace jwtauth::inline v0 {

struct CurlSettings {
  std::string caFile;                                   ///< empty: the system's authorities
  std::string proxy;                                    ///< empty: none, even if the environment names one
  bool acceptPlainHttp = false;
  bool acceptPrivateAddresses = false;
  /// Tests have no public addresses.
  std::function<bool(const sockaddr&)> isPublic = jwtauth::isPublic;
  std::string certificateFile{}, certificateKeyFile{};  ///< of the client; both or none
};

/// Fetches by libcurl: TLS 1.2 or newer with a verified name, no user-info, at most two redirects, to https on the same
/// origin, and from a public address to no other. Throws FetchError.
Fetch curlFetch(CurlSettings settings);

}  // namespace jwtauth::inline v0
