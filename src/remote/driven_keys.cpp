// An algorithm and a key id go in, a key of the newest good set comes out; who asks fetches the next set, where it is
// due and the caller may wait. Refused: a key that is not in the set, anything while there is no set or the last good
// one is too old.
#include "src/remote/driven_keys.hpp"

#include <algorithm>
#include <exception>
#include <thread>
#include <utility>

namespace jwtauth::inline v0 {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::chrono::seconds lookInterval{1};  ///< between two looks for what other processes have fetched
constexpr milliseconds pause{5};                 ///< between two attempts at a lock
constexpr milliseconds longestStep{100};         ///< after it a host may say that it wants to stop

bool holdsSecret(const KeyProvider& keys) {
  const auto all = keys.describe();
  return std::any_of(all.begin(), all.end(), [](const KeyDescription& key) { return key.type == "oct"; });
}

}  // namespace

DrivenKeys::DrivenKeys(StartFetching start, ReadKeys read, HasChanged hasChanged, std::unique_ptr<KeyCache> cache,
                       const RemoteJwksOptions& options)
    : start_(std::move(start)),
      read_(std::move(read)),
      hasChanged_(std::move(hasChanged)),
      isInterrupted_(options.isInterrupted),
      waitForKeys_(options.waitForKeys),
      totalTimeout_(options.totalTimeout),
      staleCap_(options.staleCap),
      policy_{options.refreshInterval, options.unknownKeyPause},
      clock_(options.clock),
      published_(std::make_unique<const KeySet>()),
      cache_(std::move(cache)) {
  if (cache_) adopt();
}

DrivenKeys::~DrivenKeys() {
  const Driving driving(*this);
  leaveToParent();
  for (const auto& resume : work_->waiting) resume();
}

Result<VerificationKey> DrivenKeys::find(Algorithm algorithm, std::string_view keyId) const {
  if (steady_clock::now() >= nextLook_.load(std::memory_order_relaxed)) look();
  auto found = lookUp(algorithm, keyId);
  const bool isUnknownKey = found.error().code == ErrorCode::keyUnknown;
  if (isUnknownKey) {
    look();
    found = lookUp(algorithm, keyId);
  }
  if (!found && isUnknownKey) {
    unknownKeys_.fetch_add(1, std::memory_order_relaxed);
    if (now() >= dueForUnknownKey_) demand_ = Demand::unknownKey;
  }
  if (found && lastFailed_.load(std::memory_order_relaxed)) staleServes_.fetch_add(1, std::memory_order_relaxed);
  const bool mayWait = waitForKeys_ > waitForKeys_.zero();
  if (!found && !mayWait && isOpen()) return Error{ErrorCode::keysPending, "the keys have to be fetched"};
  if (mayWait && (found ? isDue() : isOpen())) {
    // A key that is known does not wait for what others fetch.
    driveUntil(steady_clock::now() + waitForKeys_, found ? Patience::none : Patience::all);
    found = lookUp(algorithm, keyId);
  }
  if (found || found.error().code != ErrorCode::keyUnknown) return found;
  // A key is known to be unknown only when the set could just be fetched: otherwise a 401 would make the client log in
  // again in vain.
  if (lastFailed_.load(std::memory_order_relaxed) || isOpen()) {
    return Error{ErrorCode::keysUnavailable, "the token's key is not known, and the key set could not be fetched"};
  }
  return found;
}

std::uint64_t DrivenKeys::generation() const noexcept try {
  if (now() >= usableUntil_) return noGeneration;
  return generation_;
} catch (...) {
  return noGeneration;  // a clock that throws; find() reports it
}

void DrivenKeys::whenSettled(std::function<void()> resume) const {
  if (const Driving driving(*this); driving && isOpen()) return work_->waiting.push_back(std::move(resume));
  resume();
}

std::vector<std::string> DrivenKeys::warnings() const {
  std::vector<std::string> all;
  if (const Driving driving(*this); driving) {
    if (work_->set.failures > 0) all.push_back("the set could not be fetched lately: " + work_->lastFailureReason);
    if (!work_->cacheRemark.empty()) all.push_back(work_->cacheRemark);
  }
  for (std::string& one : ofKeys(&KeyProvider::warnings)) all.push_back(std::move(one));
  return all;
}

bool DrivenKeys::prefetch() {
  if (now() >= usableUntil_) driveUntil(steady_clock::now() + totalTimeout_, Patience::all);
  return now() < usableUntil_;
}

bool DrivenKeys::drive(milliseconds wait) {
  look();
  return driveUntil(steady_clock::now() + std::clamp(wait, milliseconds::zero(), totalTimeout_), Patience::all);
}

RemoteJwksStatus DrivenKeys::status() const {
  RemoteJwksStatus status;
  status.ready = now() < usableUntil_;
  status.keyIds = knownKeyIds();
  const auto all = describe();
  status.keys = static_cast<std::size_t>(
      std::count_if(all.begin(), all.end(), [](const KeyDescription& key) { return !key.algorithms.empty(); }));
  status.fetches = finished_;
  status.failures = failures_;
  status.unknownKeys = unknownKeys_;
  status.staleServes = staleServes_;
  const auto timeOf = [](double seconds) { return WallTime(std::chrono::duration<double>(seconds)); };
  status.nextRefresh = isDue() ? clock_.wall() : timeOf(due_);
  const Driving driving(*this);
  if (!driving) return status;
  if (work_->set.fetched > 0) status.lastSuccess = timeOf(work_->set.fetched);
  status.lastFailure = work_->lastFailure;
  status.lastFailureReason = work_->lastFailureReason;
  return status;
}

Result<VerificationKey> DrivenKeys::lookUp(Algorithm algorithm, std::string_view keyId) const {
  return published_.read([&](const KeySet& set) -> Result<VerificationKey> {
    if (!set.keys) return Error{ErrorCode::keysUnavailable, "the key set could not be fetched yet"};
    if (now() >= set.usableUntil) {
      return Error{ErrorCode::keysUnavailable, "the key set could not be fetched for too long"};
    }
    return set.keys->find(algorithm, keyId);
  });
}

std::shared_ptr<const KeyProvider> DrivenKeys::keys() const {
  return published_.read([](const KeySet& set) { return set.keys; });
}

DrivenKeys::Driving::Driving(const DrivenKeys& keys) : flag(keys.flag_) {
  if (!flag.isAfterFork()) return;
  // Another thread worked on it at the fork(): it is left alone, and begun again.
  static_cast<void>(keys.work_.release());
  keys.work_ = std::make_unique<Work>();
  keys.isFetching_ = false;
  keys.published_.leaveOldValues();
}

/// What another process has fetched, or a file that was replaced.
void DrivenKeys::look() const {
  const Driving driving(*this);
  if (!driving) return;
  nextLook_ = steady_clock::now() + lookInterval;
  if (cache_ && !work_->fetching && cache_->hasChanged()) adopt();
  if (hasChanged_ && hasChanged_()) demand_ = Demand::asked;
}

/// Whether nothing is due any more.
bool DrivenKeys::driveUntil(Time until, Patience patience) const {
  for (;;) {
    if (!isOpen()) return true;
    const auto outcome = [&] {
      const Driving driving(*this);
      return driving ? step(std::min(until, steady_clock::now() + longestStep)) : Step::waits;
    }();
    if (outcome == Step::done) {
      settle();
      return !isOpen();
    }
    if (outcome == Step::waits && patience == Patience::none) return false;
    if (steady_clock::now() >= until || (isInterrupted_ && isInterrupted_())) {
      leaveLock();
      return false;
    }
    if (outcome == Step::waits) std::this_thread::sleep_for(pause);
  }
}

DrivenKeys::Step DrivenKeys::step(Time until) const {
  leaveToParent();
  if (!work_->fetching) {
    if (!isDue()) return Step::done;
    if (const Step begun = begin(); begun != Step::goesOn) return begun;
  }
  try {
    const auto left = std::chrono::ceil<milliseconds>(until - steady_clock::now());
    auto found = work_->fetching->await(std::max(left, milliseconds::zero()));
    if (!found) return Step::goesOn;
    succeed(*std::move(found));
  } catch (const std::exception& error) {
    fail(error.what());
  } catch (...) {
    fail("unknown");
  }
  return Step::done;
}

/// Takes the lock that processes share, and then looks again at what they share.
DrivenKeys::Step DrivenKeys::begin() const {
  if (cache_ && !work_->lock) {
    if (cache_->tryLock(work_->lock) == KeyCache::Attempt::heldByOther) return Step::waits;
    const double triedBefore = work_->set.tried;
    if (cache_->hasChanged()) adopt();
    if (work_->set.tried > triedBefore || !isDue()) {
      demand_ = Demand::none;
      work_->lock.reset();
      return Step::done;
    }
  }
  work_->set.triedBefore = std::exchange(work_->set.tried, moment());
  if (demand_.exchange(Demand::none) == Demand::unknownKey) work_->set.triedForUnknownKey = work_->set.tried;
  try {
    work_->fetcher = currentProcess();
    work_->fetching = start_(work_->lock ? work_->lock->descriptor() : -1);
    isFetching_ = true;
    return Step::goesOn;
  } catch (const std::exception& error) {
    fail(error.what());
    return Step::done;
  }
}

/// The caller may never come back: then other processes wait no longer than the fetch takes.
void DrivenKeys::leaveLock() const {
  const Driving driving(*this);
  if (!driving || !work_->lock) return;
  work_->lock->leaveToChildren();
  work_->lock.reset();
}

/// A fetch that was under way at a fork() is the parent's.
void DrivenKeys::leaveToParent() const {
  if (!work_->fetching || work_->fetcher == currentProcess()) return;
  work_->fetching->abandon();
  work_->fetching.reset();
  work_->lock.reset();
  isFetching_ = false;
}

void DrivenKeys::adopt() const {
  auto set = cache_->read(now());
  work_->cacheRemark = cache_->remark();
  if (!set || set->tried < work_->set.tried) return;
  try {
    const bool isSame = set->document == work_->set.document;
    auto next = isSame ? keys() : set->document.empty() ? nullptr : read_(set->document);
    work_->set = *std::move(set);
    publish(std::move(next));
  } catch (const std::exception&) {
    // Not a set for these algorithms: as if it were absent.
  }
}

void DrivenKeys::succeed(FoundDocument found) const {
  std::shared_ptr<const KeyProvider> next = keys();
  if (!next || found.document.body != work_->set.document) {
    try {
      next = read_(found.document.body);
    } catch (const ConfigurationError& error) {
      return fail(found.place + ": " + error.what());
    }
  }
  work_->set.document = std::move(found.document.body);
  work_->set.fetched = moment();
  work_->set.maxAge = found.document.maxAge;
  work_->set.failures = 0;
  publish(std::move(next));
  share();
}

void DrivenKeys::fail(std::string reason) const {
  ++work_->set.failures;
  work_->lastFailureReason = std::move(reason);
  work_->lastFailure = clock_.wall();
  plan();
  ++failures_;
  share();
}

/// A published secret is not secret, and does not belong on a disk either. A failure alone is no reason to replace a
/// file that cannot be used now: it may be one from the future, as long as the clock is wrong.
void DrivenKeys::share() const {
  const auto current = keys();
  const bool isSecret = current && holdsSecret(*current);
  // The lock was left to the fetch, if the caller went away meanwhile.
  const bool mayWrite = cache_ && (work_->lock || cache_->tryLock(work_->lock) != KeyCache::Attempt::heldByOther);
  if (mayWrite && !isSecret && !(work_->set.document.empty() && cache_->isFileUnusable())) {
    cache_->write(work_->set);
    if (!cache_->remark().empty()) work_->cacheRemark = cache_->remark();
  }
  work_->fetching.reset();
  work_->lock.reset();
  isFetching_ = false;
  ++finished_;
}

/// Calls back who waits for the end of a fetch.
void DrivenKeys::settle() const {
  std::vector<std::function<void()>> waiting;
  if (const Driving driving(*this); driving) waiting.swap(work_->waiting);
  for (const auto& resume : waiting) resume();
}

/// The new set replaces the old one as a whole: a key that is gone is unknown from now on.
void DrivenKeys::publish(std::shared_ptr<const KeyProvider> keys) const {
  const double usableUntil = keys ? work_->set.fetched + static_cast<double>(staleCap_.count()) : 0;
  const bool hasChanged = published_.read([&](const KeySet& before) { return before.keys != keys; });
  published_.publish(std::make_unique<const KeySet>(KeySet{std::move(keys), usableUntil}));
  usableUntil_ = usableUntil;
  // After the keys: a reader of the new generation finds no key of the old set.
  if (hasChanged) ++generation_;
  plan();
}

void DrivenKeys::plan() const {
  due_ = work_->set.due(policy_);
  dueForUnknownKey_ = work_->set.dueForUnknownKey(policy_);
  lastFailed_ = work_->set.failures > 0;
}

}  // namespace jwtauth::inline v0
