// Key ids that tokens name go in, the keys that are published under them, each by itself, come out. Refused: ids that
// could change the URL, and without a fetch then.
#include "src/remote/keys_by_id.hpp"

#include <algorithm>
#include <deque>
#include <mutex>
#include <utility>
#include <vector>

#include "jwtauth/key_file.hpp"
#include "src/errors/refuse_setting.hpp"
#include "src/json/json_value.hpp"
#include "src/remote/fetched_keys.hpp"
#include "src/remote/fetcher.hpp"
#include "src/text/ascii.hpp"

namespace jwtauth::inline v0 {
namespace {

constexpr std::size_t mostKept = 100;
constexpr std::size_t mostWanted = 100;
constexpr std::size_t mostFetchedAtOnce = 8;

struct KeptKey {
  std::string keyId;
  VerificationKey key;
  std::chrono::steady_clock::time_point fetched;
};

/// The keys that were fetched until now, each under its id.
class KeptKeys final : public KeyProvider {
 public:
  explicit KeptKeys(std::vector<KeptKey> keys) : keys_(std::move(keys)) {}

  Result<VerificationKey> find(Algorithm algorithm, std::string_view keyId) const override {
    const auto kept = std::find_if(keys_.begin(), keys_.end(), [&](const KeptKey& one) { return one.keyId == keyId; });
    if (kept == keys_.end() || kept->key.algorithm() != algorithm) {
      return Error{ErrorCode::keyUnknown, "no key of the token's key id and algorithm was found at keyUri"};
    }
    return kept->key;
  }

  std::uint64_t generation() const noexcept override { return 0; }

  std::vector<std::string> knownKeyIds() const override {
    std::vector<std::string> ids;
    for (const KeptKey& one : keys_) ids.push_back(one.keyId);
    return ids;
  }

  std::vector<KeyDescription> describe() const override {
    std::vector<KeyDescription> descriptions;
    for (const KeptKey& one : keys_) {
      descriptions.push_back({.keyId = one.keyId, .algorithms = {one.key.algorithm()}});
    }
    return descriptions;
  }

  const std::vector<KeptKey>& keys() const noexcept { return keys_; }

 private:
  std::vector<KeptKey> keys_;
};

/// Key ids that tokens named and that were not asked for yet. Tokens are not verified at this stage: their number is
/// bounded.
class WantedKeys {
 public:
  /// Whether it is asked for from now on.
  bool add(std::string_view keyId) {
    if (!mayStandInUrl(keyId)) return false;
    const std::lock_guard lock(mutex_);
    if (std::find(ids_.begin(), ids_.end(), keyId) != ids_.end()) return true;
    if (ids_.size() == mostWanted) return false;
    ids_.emplace_back(keyId);
    return true;
  }

  /// The first of them, which are then no longer wanted.
  std::vector<std::string> take() {
    const std::lock_guard lock(mutex_);
    const auto end = ids_.begin() + static_cast<std::ptrdiff_t>(std::min(ids_.size(), mostFetchedAtOnce));
    std::vector<std::string> taken(ids_.begin(), end);
    ids_.erase(ids_.begin(), end);
    return taken;
  }

 private:
  std::mutex mutex_;
  std::deque<std::string> ids_;
};

/// Fetches what is wanted, and keeps what was fetched.
class KeysById {
 public:
  KeysById(Fetcher fetcher, std::string url, const RemoteJwksOptions& options, std::shared_ptr<WantedKeys> wanted)
      : fetcher_(std::move(fetcher)),
        url_(std::move(url)),
        algorithms_(options.algorithms),
        longestAge_(options.staleCap),
        now_(options.clock.steady),
        wanted_(std::move(wanted)) {}

  /// Throws FetchError when every key that was wanted cannot be fetched.
  LoadedKeys load(const std::stop_token& stop) {
    std::vector<KeptKey> keys = kept_->keys();
    std::erase_if(keys, [&](const KeptKey& one) { return now_() - one.fetched >= longestAge_; });
    bool hasChanged = keys.size() != kept_->keys().size();
    std::string fault;
    std::size_t faults = 0;
    const std::vector<std::string> wanted = wanted_->take();
    const auto deadline = fetcher_.deadline();
    for (const std::string& keyId : wanted) {
      try {
        keys.push_back({keyId, fetch(keyId, deadline, stop), now_()});
        hasChanged = true;
      } catch (const FetchError& error) {
        fault = error.what();
        ++faults;
      }
    }
    if (keys.size() > mostKept) keys.erase(keys.begin(), keys.end() - static_cast<std::ptrdiff_t>(mostKept));
    if (hasChanged) kept_ = std::make_shared<const KeptKeys>(std::move(keys));
    if (faults > 0 && faults == wanted.size()) throw FetchError(fault);
    return {kept_, {}};
  }

 private:
  VerificationKey fetch(const std::string& keyId, Fetcher::Time deadline, const std::stop_token& stop) {
    const std::string url = urlOfKey(url_, keyId);
    const FetchedDocument document = fetcher_(url, deadline, stop);
    try {
      const auto sole = parseKeyFile(document.body, algorithms_);
      for (const Algorithm algorithm : algorithms_) {
        if (const auto key = sole->find(algorithm, keyId)) return *key;
      }
      throw FetchError(shownUrl(url) + ": a key for none of the algorithms");
    } catch (const ConfigurationError& error) {
      throw FetchError(shownUrl(url) + ": " + error.what());
    }
  }

  Fetcher fetcher_;
  std::string url_;
  std::vector<Algorithm> algorithms_;
  std::chrono::seconds longestAge_;
  std::function<std::chrono::steady_clock::time_point()> now_;
  std::shared_ptr<WantedKeys> wanted_;
  std::shared_ptr<const KeptKeys> kept_ = std::make_shared<const KeptKeys>(std::vector<KeptKey>());
};

}  // namespace

std::string urlOfKey(std::string_view url, std::string_view keyId) {
  std::string filled(url);
  return filled.replace(filled.find(keyIdPlace), keyIdPlace.size(), keyId);
}

void requirePlaceOfKeyId(std::string_view url) {
  const std::size_t place = url.find(keyIdPlace);
  if (place == std::string_view::npos) throw FetchError("without `{kid}`; expected it where the key id belongs");
  if (url.find_first_of("{}", place + keyIdPlace.size()) != std::string_view::npos ||
      url.find_first_of("{}") != place) {
    throw FetchError("braces besides one `{kid}`; expected it once");
  }
  const std::size_t scheme = url.find("://");
  const std::size_t path = scheme == std::string_view::npos ? scheme : url.find('/', scheme + 3);
  if (path > place) throw FetchError("`{kid}` before the path; expected it behind the host");
}

bool mayStandInUrl(std::string_view keyId) noexcept {
  constexpr std::size_t longest = 128;
  return !keyId.empty() && keyId.size() <= longest && std::all_of(keyId.begin(), keyId.end(), [](char one) {
    return isLetter(one) || isDigit(one) || one == '-' || one == '_';
  });
}

std::shared_ptr<RemoteKeyProvider> remoteKeys(std::string url, RemoteJwksOptions options) {
  try {
    requirePlaceOfKeyId(url);
  } catch (const FetchError& error) {
    refuseSetting("keyUri", error.what());
  }
  if (options.refresh == KeyRefresh::caller) {
    refuseSetting("keyRefresh", "caller beside keyUri, whose keys a thread fetches; expected thread");
  }
  Fetcher fetcher = fetcherFor("keyUri", urlOfKey(url, "kid"), options);
  const auto wanted = std::make_shared<WantedKeys>();
  auto load = [keys = KeysById(std::move(fetcher), std::move(url), options, wanted)](
                  const std::stop_token& stop) mutable { return keys.load(stop); };
  return provideLoaded(std::move(load), options, {}, [wanted](std::string_view keyId) { return wanted->add(keyId); });
}

}  // namespace jwtauth::inline v0
