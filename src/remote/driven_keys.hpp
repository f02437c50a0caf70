#pragma once

#include <atomic>
#include <cmath>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "src/remote/fetched_keys.hpp"
#include "src/remote/fetching.hpp"
#include "src/remote/key_cache.hpp"
#include "src/threads/kept_while_read.hpp"
#include "src/threads/process_flag.hpp"

namespace jwtauth::inline v0 {

/// Keys that are fetched without a thread: by whoever asks for them, or by the host. It locks nothing that a fork()
/// could leave locked.
class DrivenKeys final : public RemoteKeyProvider {
 public:
  DrivenKeys(StartFetching start, ReadKeys read, HasChanged hasChanged, std::unique_ptr<KeyCache> cache,
             const RemoteJwksOptions& options);
  ~DrivenKeys() override;

  Result<VerificationKey> find(Algorithm algorithm, std::string_view keyId) const override;
  std::uint64_t generation() const noexcept override;
  void whenSettled(std::function<void()> resume) const override;
  std::vector<std::string> knownKeyIds() const override { return ofKeys(&KeyProvider::knownKeyIds); }
  std::vector<KeyDescription> describe() const override { return ofKeys(&KeyProvider::describe); }
  std::vector<std::string> skipped() const override { return ofKeys(&KeyProvider::skipped); }
  std::vector<std::string> warnings() const override;

  bool prefetch() override;
  void refresh() override { demand_ = Demand::asked; }
  bool drive(std::chrono::milliseconds wait) override;
  RemoteJwksStatus status() const override;

 private:
  struct KeySet {
    std::shared_ptr<const KeyProvider> keys;
    double usableUntil = 0;
  };
  enum class Demand { none, unknownKey, asked };
  enum class Step { done, waits, goesOn };
  enum class Patience { none, all };
  using Time = std::chrono::steady_clock::time_point;

  double now() const { return clock_.wall().time_since_epoch().count(); }
  /// The time as a file keeps it.
  double moment() const { return std::floor(now() * 1000) / 1000; }
  bool isDue() const { return demand_ != Demand::none || now() >= due_; }
  /// Whether a fetch is due or under way.
  bool isOpen() const { return isFetching_ || isDue(); }
  Result<VerificationKey> lookUp(Algorithm algorithm, std::string_view keyId) const;
  std::shared_ptr<const KeyProvider> keys() const;

  /// What one thread at a time works on.
  struct Work {
    CachedSet set{};
    std::unique_ptr<Fetching> fetching{};
    std::optional<KeyCache::Lock> lock{};
    ProcessId fetcher = 0;  ///< the process that began the fetch
    std::string cacheRemark{};
    std::optional<WallTime> lastFailure{};
    std::string lastFailureReason{};
    std::vector<std::function<void()>> waiting{};  ///< for the end of the fetch that is due or under way
  };

  /// The flag, and the work in a whole state.
  struct Driving {
    explicit Driving(const DrivenKeys& keys);
    explicit operator bool() const noexcept { return static_cast<bool>(flag); }
    RaisedFlag flag;
  };

  void look() const;
  bool driveUntil(Time until, Patience patience) const;
  Step step(Time until) const;
  Step begin() const;
  void leaveLock() const;
  void leaveToParent() const;
  void adopt() const;
  void succeed(FoundDocument found) const;
  void fail(std::string reason) const;
  void share() const;
  void settle() const;
  void publish(std::shared_ptr<const KeyProvider> keys) const;
  void plan() const;

  template <class T>
  std::vector<T> ofKeys(std::vector<T> (KeyProvider::*question)() const) const {
    const auto current = keys();
    return current ? (current.get()->*question)() : std::vector<T>();
  }

  const StartFetching start_;
  const ReadKeys read_;
  const HasChanged hasChanged_;
  const std::function<bool()> isInterrupted_;
  const std::chrono::milliseconds waitForKeys_, totalTimeout_;
  const std::chrono::seconds staleCap_;
  const CachedSet::Policy policy_;
  const Clock clock_;

  mutable KeptWhileRead<KeySet> published_;
  mutable std::atomic<double> due_{0}, dueForUnknownKey_{0}, usableUntil_{0};
  mutable std::atomic<Demand> demand_{Demand::none};
  mutable std::atomic<std::uint64_t> generation_{0}, finished_{0}, failures_{0}, unknownKeys_{0}, staleServes_{0};
  mutable std::atomic<bool> lastFailed_{false}, isFetching_{false};
  mutable std::atomic<Time> nextLook_{Time::min()};

  mutable ProcessFlag flag_;  ///< guards the work and the cache
  mutable std::unique_ptr<Work> work_ = std::make_unique<Work>();
  const std::unique_ptr<KeyCache> cache_;
};

}  // namespace jwtauth::inline v0
