#pragma once

#include <string>

#include "jwtauth/remote_jwks.hpp"

namespace jwtauth::inline v0 {

struct CurlSettings {
  std::string caFile;  ///< empty: the system's authorities
  std::string proxy;   ///< empty: none, even if the environment names one
  bool acceptPlainHttp = false;
};

/// Fetches by libcurl: TLS 1.2 or newer with a verified name, no user-info, at most two redirects, to https on the same
/// origin. Throws FetchError.
Fetch curlFetch(CurlSettings settings);

}  // namespace jwtauth::inline v0
