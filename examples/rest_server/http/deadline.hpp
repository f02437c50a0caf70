#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>

namespace rest::http {

/// Cancels what a socket is doing when its time is over, and leaves the socket open, so that a last answer (408) can be
/// written. Not thread-safe; the socket must outlive it.
class Deadline {
 public:
  explicit Deadline(boost::asio::ip::tcp::socket& socket) : state_(std::make_shared<State>(socket)) {}
  ~Deadline() { state_->timer.cancel(); }
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

  /// From now on there is this much time; takes back any earlier deadline.
  void allow(std::chrono::milliseconds time) {
    state_->passed = false;
    wait(state_, time);
  }

  void disarm() {
    state_->passed = false;
    state_->timer.cancel();
  }

  bool hasPassed() const noexcept { return state_->passed; }

 private:
  struct State {
    explicit State(boost::asio::ip::tcp::socket& guarded) : socket(guarded), timer(guarded.get_executor()) {}
    boost::asio::ip::tcp::socket& socket;
    boost::asio::steady_timer timer;
    bool passed = false;
  };

  // The timer's handler may already stand in the queue when the deadline is gone, or has been moved.
  static void wait(const std::shared_ptr<State>& state, std::chrono::milliseconds time) {
    state->timer.expires_after(time);
    state->timer.async_wait([weak = std::weak_ptr(state)](const boost::system::error_code& error) {
      const std::shared_ptr<State> alive = weak.lock();
      if (error || !alive || alive->timer.expiry() > std::chrono::steady_clock::now()) return;
      alive->passed = true;
      boost::system::error_code ignored;
      alive->socket.cancel(ignored);
      // A read of several steps may be between two of them, where there is nothing to cancel: ask again.
      wait(alive, std::chrono::milliseconds(50));
    });
  }

  std::shared_ptr<State> state_;
};

}  // namespace rest::http
