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

/// Documents, as the options let them be fetched.
class Fetcher {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit Fetcher(RemoteJwksOptions& options)
      : fetch_(options.fetch ? std::move(options.fetch)
                             : curlFetch({options.caFile, options.proxy, options.acceptPlainHttp,
                                          options.acceptPrivateAddresses})),
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
    request.publicAddressesOnly = isLedByPublic && !acceptPrivateAddresses_;
    FetchedDocument document = fetch_(request);
    if (document.body.size() > request.maxBytes) throw FetchError("the document is too large");
    return document;
  }

  Fetch fetch_;
  FetchRequest limits_;
  bool acceptPlainHttp_;
  bool acceptPrivateAddresses_;
};

void requireReadable(const std::string& caFile) {
  if (!caFile.empty() && !std::ifstream(caFile)) {
    refuseSetting("caFile", "cannot be read; expected a PEM file of authorities");
  }
}

/// For documents that begin at this URL, which is the value of the setting.
Fetcher fetcherFor(const char* setting, const std::string& url, RemoteJwksOptions& options) {
  requireUsable(options);
  options.algorithms = allowedOf(std::move(options.algorithms));
  requireReadable(options.caFile);
  Fetcher fetcher(options);
  try {
    fetcher.requireGood(url);
  } catch (const FetchError& error) {
    refuseSetting(setting, error.what());
  }
  return fetcher;
}

}  // namespace

std::shared_ptr<RemoteKeyProvider> remoteJwks(std::string url, RemoteJwksOptions options) {
  Fetcher fetcher = fetcherFor("jwksUri", url, options);
  return provideFetched(
      [fetcher = std::move(fetcher), url = std::move(url)](const std::stop_token& stop) {
        return FoundDocument{fetcher(url, fetcher.deadline(), stop), shownUrl(url)};
      },
      options);
}

std::shared_ptr<RemoteKeyProvider> discover(std::string issuer, RemoteJwksOptions options) {
  Fetcher fetcher = fetcherFor("issuer", issuer, options);
  // The metadata is asked again at every refresh: it is small, and a tenant that moves its keys is followed at once.
  return provideFetched(
      [fetcher = std::move(fetcher), issuer = std::move(issuer)](const std::stop_token& stop) {
        const auto deadline = fetcher.deadline();
        bool isLedByPublic = false;
        const auto fetch = [&](const std::string& url) {
          FetchedDocument document = fetcher(url, deadline, stop, isLedByPublic);
          isLedByPublic = isLedByPublic || document.fromPublicAddress;
          return document;
        };
        const std::string url = discoverJwksUri(issuer, fetch);
        return FoundDocument{fetch(url), shownUrl(url)};
      },
      options);
}

}  // namespace jwtauth::inline v0
