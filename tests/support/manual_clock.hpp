#pragma once

#include <chrono>
#include <memory>

#include "jwtauth/config.hpp"

namespace jwtauth::tests {

/// A clock that stands still until a test moves it.
class ManualClock {
 public:
  explicit ManualClock(std::chrono::system_clock::time_point start = std::chrono::system_clock::now())
      : wall_(std::make_shared<std::chrono::system_clock::time_point>(start)) {}

  static ManualClock at(long long secondsSince1970) {
    return ManualClock(std::chrono::system_clock::time_point(std::chrono::seconds(secondsSince1970)));
  }

  std::chrono::system_clock::time_point now() const { return *wall_; }
  void advance(std::chrono::system_clock::duration by) { *wall_ += by; }

  /// For a mechanism: it reads this clock for as long as it lives.
  Clock clock() const {
    Clock clock;
    clock.wall = [wall = wall_] { return *wall; };
    return clock;
  }

 private:
  std::shared_ptr<std::chrono::system_clock::time_point> wall_;
};

}  // namespace jwtauth::tests
