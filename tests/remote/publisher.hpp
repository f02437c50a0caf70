#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>

#include "jwtauth/remote_jwks.hpp"
#include "jwtauth/testing.hpp"

namespace jwtauth::tests {

/// Waits until the condition holds; false after five seconds.
template <class Condition>
bool eventually(Condition condition) {
  for (int i = 0; i < 5'000; ++i) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return condition();
}

/// Publishes a JWK Set in memory, as a tenant does; it can be down, and it can be slow.
class Publisher {
 public:
  explicit Publisher(std::initializer_list<testing::TokenIssuer> issuers) { publish(issuers); }

  void publish(std::initializer_list<testing::TokenIssuer> issuers) {
    const std::lock_guard lock(mutex_);
    document_ = testing::TokenIssuer::jwks(issuers);
  }
  void publishText(std::string text) {
    const std::lock_guard lock(mutex_);
    document_ = std::move(text);
  }
  void goDown() {
    const std::lock_guard lock(mutex_);
    down_ = true;
  }
  void goUp() {
    const std::lock_guard lock(mutex_);
    down_ = false;
  }
  /// Fetches do not end before release().
  void hold() {
    const std::lock_guard lock(mutex_);
    held_ = true;
  }
  void release() {
    const std::lock_guard lock(mutex_);
    held_ = false;
    released_.notify_all();
  }
  int fetches() const {
    const std::lock_guard lock(mutex_);
    return fetches_;
  }

  Fetch fetch() {
    return [this](const FetchRequest& request) -> FetchedDocument {
      std::unique_lock lock(mutex_);
      ++fetches_;
      released_.wait(lock, request.stop, [&] { return !held_; });
      if (down_ || request.stop.stop_requested()) throw FetchError("the tenant is down");
      return {document_, {}};
    };
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable_any released_;
  std::string document_;
  bool down_ = false;
  bool held_ = false;
  int fetches_ = 0;
};

}  // namespace jwtauth::tests
