#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>

#include "jwtauth/remote_jwks.hpp"
#include "src/remote/refresh_schedule.hpp"
#include "src/threads/process_id.hpp"
#include "src/threads/published.hpp"

namespace jwtauth::inline v0 {

struct LoadedKeys {
  std::shared_ptr<const KeyProvider> keys;
  std::optional<std::chrono::seconds> maxAge;
};

/// Where a set comes from. Called by the refresher's thread; throws when it is not a usable set.
using LoadKeys = std::function<LoadedKeys(const std::stop_token&)>;

/// Says, where that is possible without loading, that the source has changed since the last load. Called by the
/// refresher's thread; does not throw. Empty: this is not possible.
using HasChanged = std::function<bool()>;

/// Holds the newest good set, and the one thread that fetches the next.
class Refresher {
 public:
  struct Policy {
    RefreshSchedule::Policy schedule;
    std::chrono::milliseconds waitForKeys;
    std::chrono::seconds staleCap;
    std::chrono::seconds lookInterval{2};  ///< between two checks whether the source has changed
    /// Told of each unknown key id; says whether a fetch may bring it. Empty: it always may.
    std::function<bool(std::string_view keyId)> isWanted{};
  };

  Refresher(LoadKeys load, HasChanged hasChanged, Policy policy, Clock clock, std::function<double()> chance);
  ~Refresher();

  /// Whether this process is a child of the one that started the thread: there is no thread here, and locks may be held
  /// for ever. Then no key is fetched any more, the last set is used as long as it is valid, and the destructor must
  /// not run.
  bool isOrphaned() const noexcept;

  /// As KeyProvider::find; waits for a fetch only when the key is unknown.
  Result<VerificationKey> find(Algorithm algorithm, std::string_view keyId);

  bool prefetch();
  void refresh();
  void whenSettled(std::function<void()> resume);
  RemoteJwksStatus status() const;
  std::uint64_t generation() const noexcept;
  std::shared_ptr<const KeyProvider> keys() const;  ///< null before the first good fetch
  std::vector<std::string> warnings() const;        ///< that the keys are old or missing because fetches fail

  /// Looks at the clock again; for tests that move it.
  void wake();

 private:
  using Time = RefreshSchedule::Time;

  struct KeySet {
    std::shared_ptr<const KeyProvider> keys;
    Time usableUntil;
  };

  enum class FetchWait { none, ended, goesOn };

  Time now() const;
  bool isReady() const;
  Result<VerificationKey> lookUp(Algorithm algorithm, std::string_view keyId) const;
  FetchWait awaitFetch(bool isUnknownKey);
  Time nextTask() const;
  void run(const std::stop_token& stop);
  void doNextTask(std::unique_lock<std::mutex>& lock, const std::stop_token& stop);
  void look(std::unique_lock<std::mutex>& lock);
  void fetch(std::unique_lock<std::mutex>& lock, const std::stop_token& stop);
  void publish(const LoadedKeys& loaded);

  const ProcessId owner_ = currentProcess();
  const LoadKeys load_;
  const HasChanged hasChanged_;
  const Policy policy_;
  const Clock clock_;
  Published<KeySet> published_;

  // Beside the published set, so that asking for the generation writes to no memory that other threads use.
  std::atomic<Time> usableUntil_{Time::min()};
  std::atomic<std::uint64_t> generation_{0};

  std::atomic<bool> lastFailed_{false};
  std::atomic<std::uint64_t> unknownKeys_{0};
  std::atomic<std::uint64_t> staleServes_{0};

  mutable std::mutex mutex_;  ///< guards everything below
  std::condition_variable_any due_;
  std::condition_variable_any fetched_;
  RefreshSchedule schedule_;
  Time nextLook_;
  std::uint64_t finished_ = 0;  ///< fetches, successful and failed ones
  std::uint64_t failures_ = 0;
  std::optional<WallTime> lastSuccess_;
  std::optional<WallTime> lastFailure_;
  std::string lastFailureReason_;
  std::vector<std::function<void()>> waiting_;  ///< for the end of the fetch that is due or under way

  std::jthread thread_;  ///< the last member: it uses all others
};

}  // namespace jwtauth::inline v0
