// A URL or an issuer goes in, a provider of the keys published there comes out. Refused at construction: URLs and
// options that cannot work; later, by the refresher, documents that are not as they should be.
#include "jwtauth/remote_jwks.hpp"

#include <utility>

#include "src/remote/discovery.hpp"
#include "src/remote/fetched_keys.hpp"
#include "src/remote/fetcher.hpp"

namespace jwtauth::inline v0 {

std::shared_ptr<RemoteKeyProvider> remoteJwks(std::string url, RemoteJwksOptions options) {
  Fetcher fetcher = fetcherFor("jwksUri", url, options);
  DocumentSource source = fetcher.sourceOf("jwksUri " + url, options);
  return provideFetched(
      [fetcher = std::move(fetcher), url = std::move(url)](const std::stop_token& stop) {
        return FoundDocument{fetcher(url, fetcher.deadline(), stop), shownUrl(url)};
      },
      readSetFor(options), options, std::move(source));
}

std::shared_ptr<RemoteKeyProvider> discover(std::string issuer, RemoteJwksOptions options) {
  Fetcher fetcher = options.metadataUri.empty() ? fetcherFor("issuer", issuer, options)
                                                : fetcherFor("metadataUri", options.metadataUri, options);
  DocumentSource source = fetcher.sourceOf("issuer " + issuer + " metadataUri " + options.metadataUri, options);
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
      readSetFor(options), options, std::move(source));
}

}  // namespace jwtauth::inline v0
