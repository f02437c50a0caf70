// A URL goes in, its parts come out. Refused: what is not an absolute URL, schemes other than https (and http, where it
// is accepted by name), user-info, which would end up in logs, and fragments.
#include "src/remote/url.hpp"

#include <curl/curl.h>

#include <memory>
#include <new>

#include "jwtauth/remote_jwks.hpp"

namespace jwtauth::inline v0 {
namespace {

using CurlUrl = std::unique_ptr<CURLU, decltype(&curl_url_cleanup)>;

/// Empty when there is no such part.
std::string partOf(const CurlUrl& url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url.get(), part, &text, CURLU_DEFAULT_PORT) != CURLUE_OK) return {};
  const std::unique_ptr<char, decltype(&curl_free)> owner(text, curl_free);
  return text;
}

}  // namespace

Url parseUrl(const std::string& text, bool acceptPlainHttp) {
  const CurlUrl url(curl_url(), curl_url_cleanup);
  if (!url) throw std::bad_alloc();
  if (curl_url_set(url.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) {
    throw FetchError("not an absolute URL; expected https://HOST/PATH");
  }
  Url parts{partOf(url, CURLUPART_SCHEME), partOf(url, CURLUPART_HOST), partOf(url, CURLUPART_PORT),
            partOf(url, CURLUPART_PATH)};
  if (!partOf(url, CURLUPART_USER).empty() || !partOf(url, CURLUPART_PASSWORD).empty()) {
    throw FetchError("a URL with a user name or password; expected one without");
  }
  if (!partOf(url, CURLUPART_FRAGMENT).empty()) throw FetchError("a URL with a fragment; expected one without");
  if (parts.scheme == "http" && !acceptPlainHttp) {
    throw FetchError(
        "an http URL; expected https, since an attacker on the network could replace the keys "
        "(acceptPlainHttp lets it through)");
  }
  if (parts.scheme != "https" && parts.scheme != "http") throw FetchError("a URL of another scheme; expected https");
  return parts;
}

}  // namespace jwtauth::inline v0
