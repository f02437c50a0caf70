// Documents go in, again and again; a provider of the keys in the newest good one comes out. Refused: options out of
// range, documents that are no JWK Set with a usable key.
#include "src/remote/fetched_keys.hpp"

#include <random>
#include <utility>

#include "jwtauth/jwks.hpp"
#include "src/remote/remote_provider.hpp"

namespace jwtauth::inline v0 {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

[[noreturn]] void refuse(const char* setting, const std::string& sentence) {
  throw ConfigurationError(ErrorCode::settingInvalid, setting, sentence);
}

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

}  // namespace

FetchError::~FetchError() = default;
RemoteKeyProvider::~RemoteKeyProvider() = default;

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

std::shared_ptr<RemoteKeyProvider> provideFetched(FetchDocument fetch, const RemoteJwksOptions& options,
                                                  HasChanged hasChanged) {
  const Refresher::Policy policy{
      {options.refreshInterval, options.unknownKeyPause}, options.waitForKeys, options.staleCap};
  auto load = [fetch = std::move(fetch), set = FetchedSet(options.algorithms)](const std::stop_token& stop) mutable {
    return set.read(fetch(stop));
  };
  return std::make_shared<RemoteProvider>(std::move(load), std::move(hasChanged), policy, options.clock,
                                          chanceOf(std::random_device()()));
}

}  // namespace jwtauth::inline v0
