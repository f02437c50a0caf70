#pragma once

#include <string>
#include <string_view>

namespace jwtauth::inline v0 {

/// Where a document is, as far as the rules for fetching it need.
struct Url {
  std::string scheme;
  std::string host;
  std::string port;
  std::string path;

  bool hasOriginOf(const Url& other) const {
    return scheme == other.scheme && host == other.host && port == other.port;
  }
};

/// An absolute http or https URL without user-info and fragment; http only where it is accepted. Throws FetchError,
/// whose sentence does not hold the URL.
Url parseUrl(const std::string& text, bool acceptPlainHttp);

}  // namespace jwtauth::inline v0
