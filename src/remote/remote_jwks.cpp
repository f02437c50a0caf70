// A URL or an issuer goes in, a provider of the keys published there comes out. Refused at construction: URLs and
// options that cannot work; later, by the refresher, what is not published as it should be.
#include "jwtauth/remote_jwks.hpp"

#include <algorithm>
#include <random>
#include <utility>

#include "jwtauth/jwks.hpp"
#include "src/remote/curl_fetch.hpp"
#include "src/remote/discovery.hpp"
#include "src/remote/refresher.hpp"
#include "src/remote/remote_provider.hpp"
#include "src/remote/url.hpp"

namespace jwtauth::inline v0 {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

[[noreturn]] void refuse(const char* setting, const std::string& sentence) {
  throw ConfigurationError(ErrorCode::settingInvalid, setting, sentence);
}

void requireUsable(const RemoteJwksOptions& options) {
  if (options.waitForKeys < milliseconds::zero() || options.waitForKeys > seconds(60)) {
    refuse("waitForKeys", "expected 0 to 60 seconds");
  }
  if (options.refreshInterval <= seconds::zero()) refuse("refreshInterval", "expected more than 0 seconds");
  if (options.unknownKeyPause < seconds(1)) refuse("unknownKeyPause", "expected at least 1 second");
  if (options.staleCap < seconds(60) || options.staleCap > hours(24 * 365)) {
    refuse("staleCap", "expected 1 minute to 365 days");
  }
  if (options.connectTimeout <= milliseconds::zero()) refuse("connectTimeout", "expected more than 0 milliseconds");
  if (options.totalTimeout <= milliseconds::zero()) refuse("totalTimeout", "expected more than 0 milliseconds");
  if (options.maxDocumentBytes == 0 || options.maxDocumentBytes > 256 * 1024) {
    refuse("maxDocumentBytes", "expected 1 byte to 256 KiB");
  }
  if (!options.clock.steady || !options.clock.wall) refuse("clock", "a function is missing; expected both");
}

/// The algorithms of public keys that were asked for.
std::vector<Algorithm> allowedOf(std::vector<Algorithm> algorithms) {
  if (algorithms.empty()) {
    return {Algorithm::RS256, Algorithm::RS384, Algorithm::RS512, Algorithm::PS256, Algorithm::PS384,
            Algorithm::PS512, Algorithm::ES256, Algorithm::ES384, Algorithm::ES512, Algorithm::EdDSA};
  }
  // A secret that is published is none.
  for (const Algorithm hmac : {Algorithm::HS256, Algorithm::HS384, Algorithm::HS512}) {
    if (std::find(algorithms.begin(), algorithms.end(), hmac) != algorithms.end()) {
      refuse("algorithms", "HMAC for a key set that is fetched; expected algorithms with public keys");
    }
  }
  return algorithms;
}

/// Documents, as the options let them be fetched.
class Fetcher {
 public:
  explicit Fetcher(RemoteJwksOptions& options)
      : fetch_(options.fetch ? std::move(options.fetch)
                             : curlFetch({options.caFile, options.proxy, options.acceptPlainHttp})),
        limits_{.url = {},
                .connectTimeout = options.connectTimeout,
                .totalTimeout = options.totalTimeout,
                .maxBytes = options.maxDocumentBytes},
        acceptPlainHttp_(options.acceptPlainHttp) {}

  void requireGood(const std::string& url) const { parseUrl(url, acceptPlainHttp_); }

  FetchedDocument operator()(const std::string& url, const std::stop_token& stop) const {
    requireGood(url);
    FetchRequest request = limits_;
    request.url = url;
    request.stop = stop;
    FetchedDocument document = fetch_(request);
    if (document.body.size() > request.maxBytes) throw FetchError("the document is too large");
    return document;
  }

 private:
  Fetch fetch_;
  FetchRequest limits_;
  bool acceptPlainHttp_;
};

/// The keys of a JWK Set that is fetched again and again; the same text gives the very same keys.
class FetchedSet {
 public:
  explicit FetchedSet(std::vector<Algorithm> algorithms) : algorithms_(std::move(algorithms)) {}

  LoadedKeys read(FetchedDocument document) {
    if (!keys_ || document.body != text_) {
      try {
        keys_ = parseJwks(document.body, algorithms_);
      } catch (const ConfigurationError& error) {
        throw FetchError(error.what());
      }
      text_ = std::move(document.body);
    }
    return {keys_, document.maxAge};
  }

 private:
  std::vector<Algorithm> algorithms_;
  std::string text_;
  std::shared_ptr<const KeyProvider> keys_;
};

std::function<double()> chanceOf(unsigned seed) {
  return [engine = std::minstd_rand(seed), unit = std::uniform_real_distribution<double>()]() mutable {
    return unit(engine);
  };
}

void requireUrl(const char* setting, const Fetcher& fetcher, const std::string& url) {
  try {
    fetcher.requireGood(url);
  } catch (const FetchError& error) {
    refuse(setting, error.what());
  }
}

std::shared_ptr<RemoteKeyProvider> providerOf(LoadKeys load, const RemoteJwksOptions& options) {
  const Refresher::Policy policy{
      {options.refreshInterval, options.unknownKeyPause}, options.waitForKeys, options.staleCap};
  return std::make_shared<RemoteProvider>(std::move(load), policy, options.clock, chanceOf(std::random_device()()));
}

}  // namespace

FetchError::~FetchError() = default;
RemoteKeyProvider::~RemoteKeyProvider() = default;

std::shared_ptr<RemoteKeyProvider> remoteJwks(std::string url, RemoteJwksOptions options) {
  requireUsable(options);
  Fetcher fetcher(options);
  requireUrl("jwksUri", fetcher, url);
  return providerOf(
      [fetcher = std::move(fetcher), url = std::move(url), set = FetchedSet(allowedOf(std::move(options.algorithms)))](
          const std::stop_token& stop) mutable { return set.read(fetcher(url, stop)); },
      options);
}

std::shared_ptr<RemoteKeyProvider> discover(std::string issuer, RemoteJwksOptions options) {
  requireUsable(options);
  Fetcher fetcher(options);
  requireUrl("issuer", fetcher, issuer);
  // The metadata is asked again at every refresh: it is small, and a tenant that moves its keys is followed at once.
  return providerOf(
      [fetcher = std::move(fetcher), issuer = std::move(issuer),
       set = FetchedSet(allowedOf(std::move(options.algorithms)))](const std::stop_token& stop) mutable {
        const auto fetch = [&](const std::string& url) { return fetcher(url, stop); };
        return set.read(fetch(discoverJwksUri(issuer, fetch)));
      },
      options);
}

}  // namespace jwtauth::inline v0
