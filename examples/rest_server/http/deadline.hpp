#pragma once

#include <boost/system/error_code.hpp>
#include <chrono>

namespace rest::http {

/// Cancels what a socket is doing when its time is over, and leaves the socket open, so that a last answer (408) can be
/// written. It is looked at by a clock that all connections share, for a timer of its own would cost each request more
/// than its parsing does. Not thread-safe.
class Deadline {
 public:
  using Clock = std::chrono::steady_clock;

  /// From now on there is this much time; takes back any earlier deadline.
  void allow(std::chrono::milliseconds time) {
    passed_ = false;
    latest_ = Clock::now() + time;
  }

  void expire() noexcept { latest_ = Clock::time_point::min(); }

  void disarm() noexcept {
    passed_ = false;
    latest_ = Clock::time_point::max();
  }

  bool hasPassed() const noexcept { return passed_; }

  /// Called at every stroke of the clock. It goes on cancelling: what takes several steps may be between two of them,
  /// where there is nothing to cancel.
  template <class Socket>
  void enforce(Clock::time_point now, Socket& socket) {
    if (now < latest_) return;
    passed_ = true;
    boost::system::error_code ignored;
    socket.cancel(ignored);
  }

 private:
  Clock::time_point latest_ = Clock::time_point::max();
  bool passed_ = false;
};

}  // namespace rest::http
