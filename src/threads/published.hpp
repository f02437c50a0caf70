#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <thread>
#include <utility>

namespace jwtauth::inline v0 {

/// A value that one thread replaces and any number of threads read, without a lock. Only the writer waits: for the
/// readers of the old value, which it then destroys (the reader indicators of Ramalhete and Correia's Left-Right).
template <class T>
class Published {
 public:
  explicit Published(std::unique_ptr<const T> value) : current_(value.release()) {}
  ~Published() { delete current_.load(); }
  Published(const Published&) = delete;
  Published& operator=(const Published&) = delete;

  /// Calls `look` with the current value and yields its result. `look` must not publish.
  template <class Look>
  auto read(Look&& look) const {
    const Reading reading(readers_[phase_.load()].count);
    return std::forward<Look>(look)(*current_.load());
  }

  /// Returns when no thread reads the previous value any more. For one thread at a time.
  void publish(std::unique_ptr<const T> value) {
    const std::unique_ptr<const T> before(current_.exchange(value.release()));
    // Readers that came before the exchange are in either of the two counts. New readers are sent to the other count,
    // so that each of the two drains for certain.
    const unsigned now = phase_.load();
    drain(1 - now);
    phase_.store(1 - now);
    drain(now);
  }

 private:
  struct alignas(64) Count {
    mutable std::atomic<unsigned> count{0};
  };

  class Reading {
   public:
    explicit Reading(std::atomic<unsigned>& count) : count_(count) { ++count_; }
    ~Reading() { --count_; }
    Reading(const Reading&) = delete;
    Reading& operator=(const Reading&) = delete;

   private:
    std::atomic<unsigned>& count_;
  };

  void drain(unsigned phase) const {
    while (readers_[phase].count.load() != 0) std::this_thread::yield();
  }

  std::atomic<const T*> current_;
  std::atomic<unsigned> phase_{0};
  std::array<Count, 2> readers_;
};

}  // namespace jwtauth::inline v0
