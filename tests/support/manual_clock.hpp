#pragma once

#include <atomic>
#include <chrono>
#include <memory>

#include "jwtauth/clock.hpp"

namespace jwtauth::tests {

/// A clock that stands still until a test moves it, from any thread.
class ManualClock {
 public:
  using Moment = WallTime;
  using Duration = std::chrono::nanoseconds;

  explicit ManualClock(Moment start = wallNow()) : state_(std::make_shared<State>(start)) {}

  static ManualClock at(long long secondsSince1970) {
    return ManualClock(Moment(std::chrono::seconds(secondsSince1970)));
  }

  Moment now() const { return state_->wall; }

  /// Time passes: both the wall clock and the steady one move.
  void advance(Duration by) {
    setWall(now() + by);
    state_->steady = state_->steady.load() + by;
  }

  /// Somebody sets the wall clock; the steady one goes on.
  void setWall(Moment moment) { state_->wall = moment; }

  /// For a mechanism: it reads this clock for as long as it lives.
  Clock clock() const {
    Clock clock;
    clock.wall = [state = state_] { return state->wall.load(); };
    clock.steady = [state = state_] { return state->steady.load(); };
    return clock;
  }

 private:
  struct State {
    explicit State(Moment start) : wall(start) {}
    std::atomic<Moment> wall;
    std::atomic<std::chrono::steady_clock::time_point> steady{
        std::chrono::steady_clock::time_point(std::chrono::hours(1))};
  };
  std::shared_ptr<State> state_;
};

}  // namespace jwtauth::tests
