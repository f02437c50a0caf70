// Sources of keys go in; a line of the log comes out for each failure to fetch them, with its cause.
#include "api/access/key_watch.hpp"

#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <utility>

#include "jwtauth/clock.hpp"

namespace rest::api {
namespace {

constexpr std::chrono::milliseconds pause{200};

/// What is known, and told, of one issuer's keys.
class WatchedKeys {
 public:
  explicit WatchedKeys(IssuerKeys keys) : keys_(std::move(keys)) {}

  void forget() { toldReason_.clear(); }

  void look(const KeyWatch::Log& log) {
    const jwtauth::RemoteJwksStatus status = keys_.provider->status();
    if (status.lastFailure != lastFailure_) {
      lastFailure_ = status.lastFailure;
      if (status.lastFailureReason != toldReason_) log(subject() + " cannot be fetched: " + status.lastFailureReason);
      toldReason_ = status.lastFailureReason;
      hasFailed_ = true;
    } else if (hasFailed_ && status.lastSuccess > lastFailure_) {
      log(subject() + " are fetched again: " + std::to_string(status.keys) + " can be used");
      toldReason_.clear();
      hasFailed_ = false;
    }
  }

 private:
  std::string subject() const { return "the keys" + (keys_.issuer.empty() ? "" : " of " + keys_.issuer); }

  IssuerKeys keys_;
  std::optional<jwtauth::WallTime> lastFailure_;
  std::string toldReason_;
  bool hasFailed_ = false;
};

void watch(const std::stop_token& stop, std::vector<WatchedKeys> watched, std::atomic<bool>& isAsked,
           const KeyWatch::Log& log) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  while (!stop.stop_requested()) {
    const bool tellsAgain = isAsked.exchange(false);
    for (WatchedKeys& keys : watched) {
      if (tellsAgain) keys.forget();
      try {
        keys.look(log);
      } catch (const std::exception&) {
        // No memory for a line of the log is no reason to end the server.
      }
    }
    never.wait_for(lock, stop, pause, [] { return false; });
  }
}

}  // namespace

KeyWatch::KeyWatch(std::vector<IssuerKeys> issuers, Log log) {
  std::vector<WatchedKeys> watched;
  for (IssuerKeys& keys : issuers) {
    if (keys.provider) watched.emplace_back(std::move(keys));
  }
  if (watched.empty()) return;
  thread_ = std::jthread([this, watched = std::move(watched), log = std::move(log)](
                             const std::stop_token& stop) mutable { watch(stop, std::move(watched), isAsked_, log); });
}

}  // namespace rest::api
