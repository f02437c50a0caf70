// Documents go in, repeatedly; a provider of the keys in the newest good one comes out. Refused: options out of
// range, documents that are not a JWK Set with a usable key.
#include "src/remote/fetched_keys.hpp"

#include <random>
#include <utility>

#include "jwtauth/jwks.hpp"
#include "src/errors/refuse_setting.hpp"
#include "src/remote/caller_driven.hpp"
#include "src/remote/remote_provider.hpp"

namespace jwtauth::inline v0 {
namespace {

constexpr long daySeconds = 24 * 60 * 60;

/// The keys of a document that is fetched repeatedly; the same text gives the same object.
class FetchedKeys {
 public:
  explicit FetchedKeys(ReadKeys read) : read_(std::move(read)) {}

  LoadedKeys read(FoundDocument found) {
    FetchedDocument& document = found.document;
    if (!keys_ || document.body != text_) {
      try {
        keys_ = read_(document.body);
      } catch (const ConfigurationError& error) {
        throw FetchError(found.place + ": " + error.what());
      }
      text_ = std::move(document.body);
    }
    return {keys_, document.maxAge};
  }

 private:
  ReadKeys read_;
  std::string text_;
  std::shared_ptr<const KeyProvider> keys_;
};

std::function<double()> chanceOf(unsigned seed) {
  return [engine = std::minstd_rand(seed), unit = std::uniform_real_distribution<double>()]() mutable {
    return unit(engine);
  };
}

}  // namespace

FetchError::~FetchError() = default;
RemoteKeyProvider::~RemoteKeyProvider() = default;

void requireUsable(const RemoteJwksOptions& options) {
  const auto require = [](const char* setting, auto value, auto least, auto most, const char* unit) {
    if (value >= least && value <= most) return;
    refuseSetting(setting, std::to_string(value) + ' ' + unit + "; expected " + std::to_string(least) + " to " +
                               std::to_string(most) + ' ' + unit);
  };
  require("waitForKeys", options.waitForKeys.count(), 0, 60'000, "ms");
  require("refreshInterval", options.refreshInterval.count(), 1, 365 * daySeconds, "s");
  require("unknownKeyPause", options.unknownKeyPause.count(), 1, daySeconds, "s");
  require("staleCap", options.staleCap.count(), 60, 365 * daySeconds, "s");
  require("connectTimeout", options.connectTimeout.count(), 1, 600'000, "ms");
  require("totalTimeout", options.totalTimeout.count(), 1, 600'000, "ms");
  require("maxDocumentBytes", options.maxDocumentBytes, std::size_t{1}, std::size_t{256 * 1024}, "bytes");
  if (!options.cacheFolder.empty() && options.refresh == KeyRefresh::thread) {
    refuseSetting("keyCache", "with keys that a thread refreshes; expected `keyRefresh` caller beside it");
  }
  if (!options.clock.steady || !options.clock.wall) refuseSetting("clock", "a function is missing; expected both");
}

ReadKeys readSetFor(const RemoteJwksOptions& options) {
  return [algorithms = options.algorithms, oneAlgorithmAKey = options.oneAlgorithmAKey](const std::string& document) {
    return parseJwks(document, algorithms, oneAlgorithmAKey);
  };
}

std::shared_ptr<RemoteKeyProvider> provideFetched(FetchDocument fetch, ReadKeys read, const RemoteJwksOptions& options,
                                                  DocumentSource source) {
  if (options.refresh == KeyRefresh::caller) {
    return provideDriven(std::move(fetch), std::move(read), options, std::move(source));
  }
  auto load = [fetch = std::move(fetch), keys = FetchedKeys(std::move(read))](const std::stop_token& stop) mutable {
    return keys.read(fetch(stop));
  };
  return provideLoaded(std::move(load), options, std::move(source.hasChanged));
}

std::shared_ptr<RemoteKeyProvider> provideLoaded(LoadKeys load, const RemoteJwksOptions& options, HasChanged hasChanged,
                                                 std::function<bool(std::string_view)> isWanted) {
  Refresher::Policy policy{{options.refreshInterval, options.unknownKeyPause}, options.waitForKeys, options.staleCap};
  policy.isWanted = std::move(isWanted);
  return std::make_shared<RemoteProvider>(std::move(load), std::move(hasChanged), std::move(policy), options.clock,
                                          chanceOf(std::random_device()()));
}

}  // namespace jwtauth::inline v0
