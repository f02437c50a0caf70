// A URL or an issuer goes in, a provider of the keys published there comes out. Refused at construction: URLs and
// options that cannot work; later, by the refresher, documents that are not as they should be.
#include "jwtauth/remote_jwks.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>

#include "src/errors/refuse_setting.hpp"
#include "src/remote/curl_fetch.hpp"
#include "src/remote/discovery.hpp"
#include "src/remote/fetched_keys.hpp"
#include "src/remote/url.hpp"
#include "src/text/terminal_text.hpp"

namespace jwtauth::inline v0 {
namespace {

/// The algorithms of public keys that were asked for.
std::vector<Algorithm> allowedOf(std::vector<Algorithm> algorithms) {
  if (algorithms.empty()) {
    std::remove_copy_if(allAlgorithms.begin(), allAlgorithms.end(), std::back_inserter(algorithms), isHmac);
  }
  // A published secret is not secret.
  if (std::any_of(algorithms.begin(), algorithms.end(), isHmac)) {
    refuseSetting("algorithms", "HMAC for a key set that is fetched; expected algorithms with public keys");
  }
  return algorithms;
}

/// For a log: short, and without a query or a user's name and password, which may be secret.
std::string shownUrl(std::string url) {
  constexpr std::size_t longest = 300;
  url.erase(std::min(url.find_first_of("?#"), url.size()));
  const std::size_t scheme = url.find("://");
  const std::size_t host = scheme == std::string::npos ? 0 : scheme + 3;
  if (const std::size_t at = url.find_last_of('@'); at != std::string::npos && at >= host) {
    url.erase(host, at + 1 - host);
  }
  return displayed(url, longest);
}

CurlSettings curlSettingsOf(const RemoteJwksOptions& options) {
  CurlSettings settings;
  settings.caFile = options.caFile;
  settings.proxy = options.proxy;
  settings.acceptPlainHttp = options.acceptPlainHttp;
  settings.acceptPrivateAddresses = options.acceptPrivateAddresses;
  settings.certificateFile = options.certificateFile;
  settings.certificateKeyFile = options.certificateKeyFile;
  return settings;
}

/// Documents, as the options let them be fetched.
class Fetcher {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// For documents that begin at this URL.
  Fetcher(std::string url, RemoteJwksOptions& options)
      : fetch_(options.fetch ? std::move(options.fetch) : curlFetch(curlSettingsOf(options))),
        configured_(std::move(url)),
        bearerTokenFile_(options.bearerTokenFile),
        limits_{.url = {},
                .connectTimeout = options.connectTimeout,
                .totalTimeout = options.totalTimeout,
                .maxBytes = options.maxDocumentBytes},
        acceptPlainHttp_(options.acceptPlainHttp),
        acceptPrivateAddresses_(options.acceptPrivateAddresses) {}

  void requireGood(const std::string& url) const { parseUrl(url, acceptPlainHttp_); }

  Time deadline() const { return std::chrono::steady_clock::now() + limits_.totalTimeout; }

  /// A document, within the time that it and those before it may take together. If one of those came from a public
  /// address, this one must, too.
  FetchedDocument operator()(const std::string& url, Time deadline, const std::stop_token& stop,
                             bool isLedByPublic = false) const {
    try {
      return document(url, deadline, stop, isLedByPublic);
    } catch (const FetchError& error) {
      throw FetchError(shownUrl(url) + ": " + error.what());
    }
  }

 private:
  FetchedDocument document(const std::string& url, Time deadline, const std::stop_token& stop,
                           bool isLedByPublic) const {
    requireGood(url);
    FetchRequest request = limits_;
    request.url = url;
    request.totalTimeout = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (request.totalTimeout <= std::chrono::milliseconds::zero()) throw FetchError("no time was left for it");
    request.stop = stop;
    if (!bearerTokenFile_.empty()) request.bearerToken = bearerTokenFor(url);
    request.publicAddressesOnly = isLedByPublic && !acceptPrivateAddresses_;
    FetchedDocument document = fetch_(request);
    if (document.body.size() > request.maxBytes) throw FetchError("the document is too large");
    return document;
  }

  /// Of the file as it is now; none for another origin than the configured one.
  std::string bearerTokenFor(const std::string& url) const {
    const Url target = parseUrl(url, acceptPlainHttp_);
    if (target.scheme != "https" || !target.hasOriginOf(parseUrl(configured_, acceptPlainHttp_))) return {};
    std::string token;
    std::ifstream(bearerTokenFile_) >> token;
    if (token.empty()) throw FetchError("fetchTokenFile holds no token, or cannot be read");
    return token;
  }

  Fetch fetch_;
  std::string configured_;
  std::string bearerTokenFile_;
  FetchRequest limits_;
  bool acceptPlainHttp_;
  bool acceptPrivateAddresses_;
};

void requireReadable(const char* setting, const std::string& file, const char* expected) {
  if (!file.empty() && !std::ifstream(file)) {
    refuseSetting(setting, std::string("cannot be read; expected ") + expected);
  }
}

void requireCredentials(const std::string& url, const RemoteJwksOptions& options) {
  requireReadable("fetchTokenFile", options.bearerTokenFile, "a file with a bearer token");
  requireReadable("fetchCertificateFile", options.certificateFile, "a PEM file of a client certificate");
  requireReadable("fetchCertificateKeyFile", options.certificateKeyFile, "a PEM file of a private key");
  if (options.certificateFile.empty() != options.certificateKeyFile.empty()) {
    refuseSetting(options.certificateFile.empty() ? "fetchCertificateFile" : "fetchCertificateKeyFile",
                  "missing beside the other of the two; expected a certificate and its key");
  }
  if (!options.bearerTokenFile.empty() && parseUrl(url, options.acceptPlainHttp).scheme != "https") {
    refuseSetting("fetchTokenFile", "with an http URL, which would show the token to everybody; expected https");
  }
}

/// For documents that begin at this URL, which is the value of the setting.
Fetcher fetcherFor(const char* setting, const std::string& url, RemoteJwksOptions& options) {
  requireUsable(options);
  options.algorithms = allowedOf(std::move(options.algorithms));
  requireReadable("caFile", options.caFile, "a PEM file of authorities");
  Fetcher fetcher(url, options);
  try {
    fetcher.requireGood(url);
  } catch (const FetchError& error) {
    refuseSetting(setting, error.what());
  }
  requireCredentials(url, options);
  return fetcher;
}

}  // namespace

std::shared_ptr<RemoteKeyProvider> remoteJwks(std::string url, RemoteJwksOptions options) {
  Fetcher fetcher = fetcherFor("jwksUri", url, options);
  return provideFetched(
      [fetcher = std::move(fetcher), url = std::move(url)](const std::stop_token& stop) {
        return FoundDocument{fetcher(url, fetcher.deadline(), stop), shownUrl(url)};
      },
      readSetFor(options), options);
}

std::shared_ptr<RemoteKeyProvider> discover(std::string issuer, RemoteJwksOptions options) {
  Fetcher fetcher = options.metadataUri.empty() ? fetcherFor("issuer", issuer, options)
                                                : fetcherFor("metadataUri", options.metadataUri, options);
  // The metadata is asked again at every refresh: it is small, and a tenant that moves its keys is followed at once.
  return provideFetched(
      [fetcher = std::move(fetcher), issuer = std::move(issuer),
       metadataUri = options.metadataUri](const std::stop_token& stop) {
        const auto deadline = fetcher.deadline();
        bool isLedByPublic = false;
        const auto fetch = [&](const std::string& url) {
          FetchedDocument document = fetcher(url, deadline, stop, isLedByPublic);
          isLedByPublic = isLedByPublic || document.fromPublicAddress;
          return document;
        };
        const std::string url = discoverJwksUri(issuer, metadataUri, fetch);
        return FoundDocument{fetch(url), shownUrl(url)};
      },
      readSetFor(options), options);
}

}  // namespace jwtauth::inline v0
