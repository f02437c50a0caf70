// An algorithm and a key id go in, a key of the newest good set comes out; one thread fetches the next set before its
// expiry. Refused: a key that is not in the set, anything while there is no set or the last good one is too old.
#include "src/remote/refresher.hpp"

#include <algorithm>
#include <exception>
#include <new>
#include <utility>

namespace jwtauth::inline v0 {
namespace {

constexpr auto relaxed = std::memory_order_relaxed;
constexpr auto orphaned = "the process was forked after its keys were first fetched; open the key source in the child";
constexpr std::chrono::seconds pauseAfterFailure{1};
constexpr auto noMemory = "no memory";  // short enough for a std::string without an allocation

std::string reasonOf(const std::exception& error) noexcept try { return error.what(); } catch (const std::bad_alloc&) {
  return noMemory;
}

}  // namespace

Refresher::Refresher(LoadKeys load, HasChanged hasChanged, Policy policy, Clock clock, std::function<double()> chance)
    : load_(std::move(load)),
      hasChanged_(std::move(hasChanged)),
      policy_(std::move(policy)),
      clock_(std::move(clock)),
      published_(std::make_unique<const KeySet>()),
      schedule_(policy_.schedule, now(), std::move(chance)),
      nextLook_(now() + policy_.lookInterval),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

Refresher::~Refresher() {
  thread_.request_stop();
  thread_.join();
  for (const auto& resume : waiting_) resume();
}

Result<VerificationKey> Refresher::find(Algorithm algorithm, std::string_view keyId) {
  auto found = lookUp(algorithm, keyId);
  if (found) {
    if (lastFailed_.load(relaxed)) staleServes_.fetch_add(1, relaxed);
    return found;
  }
  const bool isUnknownKey = found.error().code == ErrorCode::keyUnknown;
  if (isUnknownKey) unknownKeys_.fetch_add(1, relaxed);
  if (isUnknownKey && policy_.isWanted && !policy_.isWanted(keyId)) return found;
  const FetchWait wait = awaitFetch(isUnknownKey);
  found = lookUp(algorithm, keyId);
  if (found) return found;
  if (wait == FetchWait::goesOn) return Error{ErrorCode::keysPending, "the key set is being fetched"};
  if (isOrphaned()) return Error{ErrorCode::keysUnavailable, orphaned};
  if (found.error().code != ErrorCode::keyUnknown) return found;
  // A key is known to be unknown only when the set could just be fetched: otherwise a 401 would make the client log in
  // again in vain.
  if (lastFailed_.load(relaxed)) {
    return Error{ErrorCode::keysUnavailable, "the token's key is not known, and the key set could not be fetched"};
  }
  return found;
}

Result<VerificationKey> Refresher::lookUp(Algorithm algorithm, std::string_view keyId) const {
  return published_.read([&](const KeySet& set) -> Result<VerificationKey> {
    if (!set.keys) return Error{ErrorCode::keysUnavailable, "the key set has not been fetched yet"};
    if (now() >= set.usableUntil) {
      return Error{ErrorCode::keysUnavailable, "the key set could not be fetched for too long"};
    }
    return set.keys->find(algorithm, keyId);
  });
}

/// Starts a fetch where one is allowed, and waits for its end as long as the policy lets a request wait.
Refresher::FetchWait Refresher::awaitFetch(bool isUnknownKey) {
  if (isOrphaned()) return FetchWait::none;
  std::unique_lock lock(mutex_);
  const Time asked = now();
  if (isUnknownKey) schedule_.demandForUnknownKey(asked);
  if (schedule_.due() > asked) return FetchWait::none;
  due_.notify_all();
  const bool ended =
      fetched_.wait_for(lock, policy_.waitForKeys, [&, before = finished_] { return finished_ != before; });
  return ended ? FetchWait::ended : FetchWait::goesOn;
}

bool Refresher::isOrphaned() const noexcept {
  return currentProcess() != owner_;
}

bool Refresher::prefetch() {
  if (isOrphaned()) return isReady();
  std::unique_lock lock(mutex_);
  if (!isReady()) {
    if (schedule_.due() > now()) schedule_.demand(now());
    due_.notify_all();
    fetched_.wait(lock, [&, before = finished_] { return finished_ != before; });
  }
  return isReady();
}

void Refresher::refresh() {
  if (isOrphaned()) return;
  const std::lock_guard lock(mutex_);
  schedule_.demand(now());
  due_.notify_all();
}

void Refresher::wake() {
  const std::lock_guard lock(mutex_);
  due_.notify_all();
}

void Refresher::whenSettled(std::function<void()> resume) {
  if (isOrphaned()) return resume();
  {
    const std::lock_guard lock(mutex_);
    // A fetch stays due until it has ended.
    if (schedule_.due() <= now()) return waiting_.push_back(std::move(resume));
  }
  resume();
}

RemoteJwksStatus Refresher::status() const {
  RemoteJwksStatus status;
  status.ready = isReady();
  published_.read([&](const KeySet& set) {
    if (!set.keys) return;
    status.keyIds = set.keys->knownKeyIds();
    for (const KeyDescription& key : set.keys->describe()) {
      if (!key.algorithms.empty()) ++status.keys;
    }
  });
  status.unknownKeys = unknownKeys_.load(relaxed);
  status.staleServes = staleServes_.load(relaxed);
  if (isOrphaned()) {
    status.lastFailureReason = orphaned;
    return status;
  }
  const std::lock_guard lock(mutex_);
  status.lastSuccess = lastSuccess_;
  status.lastFailure = lastFailure_;
  status.lastFailureReason = lastFailureReason_;
  status.nextRefresh = clock_.wall() + (schedule_.due() - now());
  status.fetches = finished_;
  status.failures = failures_;
  return status;
}

std::uint64_t Refresher::generation() const noexcept try {
  // What was verified while the keys were usable must not stay valid longer than they do.
  if (now() >= usableUntil_.load(relaxed)) return KeyProvider::noGeneration;
  return generation_.load(std::memory_order_acquire);
} catch (...) {
  return KeyProvider::noGeneration;  // a clock that throws; find() reports it
}

std::shared_ptr<const KeyProvider> Refresher::keys() const {
  return published_.read([](const KeySet& set) { return set.keys; });
}

std::vector<std::string> Refresher::warnings() const {
  if (isOrphaned()) return {orphaned};
  if (!lastFailed_.load(relaxed)) return {};
  const std::lock_guard lock(mutex_);
  return {"the set could not be fetched lately: " + lastFailureReason_};
}

Refresher::Time Refresher::now() const {
  return clock_.steady();
}

bool Refresher::isReady() const {
  return published_.read([&](const KeySet& set) { return set.keys && now() < set.usableUntil; });
}

Refresher::Time Refresher::nextTask() const {
  return hasChanged_ ? std::min(schedule_.due(), nextLook_) : schedule_.due();
}

void Refresher::run(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    try {
      doNextTask(lock, stop);
    } catch (...) {
      // A clock that throws, which is not a reason to end the process.
      if (!lock.owns_lock()) lock.lock();
      due_.wait_for(lock, stop, pauseAfterFailure, [] { return false; });
    }
  }
}

void Refresher::doNextTask(std::unique_lock<std::mutex>& lock, const std::stop_token& stop) {
  const Time::duration left = nextTask() - now();
  if (left > Time::duration::zero()) {
    due_.wait_for(lock, stop, left, [&] { return nextTask() <= now(); });
  } else if (schedule_.due() <= now()) {
    fetch(lock, stop);
  } else {
    look(lock);
  }
}

void Refresher::look(std::unique_lock<std::mutex>& lock) {
  lock.unlock();
  const bool changed = hasChanged_();
  lock.lock();
  nextLook_ = now() + policy_.lookInterval;
  if (changed) schedule_.demand(now());
}

void Refresher::fetch(std::unique_lock<std::mutex>& lock, const std::stop_token& stop) {
  schedule_.started(now());
  lock.unlock();
  LoadedKeys loaded;
  std::string reason;
  try {
    loaded = load_(stop);
    publish(loaded);
  } catch (const std::bad_alloc&) {
    loaded.keys = nullptr;
    reason = noMemory;
  } catch (const std::exception& error) {
    loaded.keys = nullptr;
    reason = reasonOf(error);
  } catch (...) {
    loaded.keys = nullptr;
    reason = "unknown";
  }
  lock.lock();
  if (stop.stop_requested()) return;
  if (loaded.keys) {
    schedule_.succeeded(now(), loaded.maxAge);
    lastSuccess_ = clock_.wall();
  } else {
    schedule_.failed(now());
    ++failures_;
    lastFailure_ = clock_.wall();
    lastFailureReason_ = std::move(reason);
  }
  lastFailed_.store(!loaded.keys, relaxed);
  ++finished_;
  fetched_.notify_all();
  const auto waiting = std::exchange(waiting_, {});
  lock.unlock();
  for (const auto& resume : waiting) resume();
  lock.lock();
}

/// The new set replaces the old one as a whole: a key that is gone is unknown from now on.
void Refresher::publish(const LoadedKeys& loaded) {
  auto next = std::make_unique<KeySet>();
  next->keys = loaded.keys;
  next->usableUntil = now() + policy_.staleCap;
  const auto usableUntil = next->usableUntil;
  const bool hasChanged = published_.read([&](const KeySet& before) { return before.keys != loaded.keys; });
  published_.publish(std::move(next));
  usableUntil_.store(usableUntil, relaxed);
  // After the keys: a reader of the new generation finds no key of the old set.
  if (hasChanged) generation_.fetch_add(1, std::memory_order_release);
}

}  // namespace jwtauth::inline v0
