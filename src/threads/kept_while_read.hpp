#pragma once

#include <atomic>
#include <memory>
#include <utility>
#include <vector>

namespace jwtauth::inline v0 {

/// A value that one thread at a time replaces and any number of threads read. No thread waits, so that a fork() at any
/// time is harmless: a child, where a reader of the parent seems to read for ever, keeps the values that were replaced.
template <class T>
class KeptWhileRead {
 public:
  explicit KeptWhileRead(std::unique_ptr<const T> value)
      : current_(value.get()), owners_(std::make_unique<Owners>(Owners{std::move(value), {}})) {}
  KeptWhileRead(const KeptWhileRead&) = delete;
  KeptWhileRead& operator=(const KeptWhileRead&) = delete;

  /// Calls `look` with the current value and yields its result.
  template <class Look>
  auto read(Look&& look) const {
    const Reading reading(readers_);
    return std::forward<Look>(look)(*current_.load());
  }

  /// For one thread at a time.
  void publish(std::unique_ptr<const T> value) {
    owners_->retired.reserve(owners_->retired.size() + 1);
    current_.store(value.get());
    owners_->retired.push_back(std::exchange(owners_->current, std::move(value)));
    // Who reads a value that was retired counted itself before it took the value.
    if (readers_.load() == 0) owners_->retired.clear();
  }

  /// In a child of fork(), where publish() of the parent's may have been cut short: leaves the old values alone.
  void leaveOldValues() {
    auto fresh = std::make_unique<Owners>();
    static_cast<void>(owners_.release());
    owners_ = std::move(fresh);
  }

 private:
  class Reading {
   public:
    explicit Reading(std::atomic<unsigned>& count) : count_(count) { ++count_; }
    ~Reading() { --count_; }
    Reading(const Reading&) = delete;
    Reading& operator=(const Reading&) = delete;

   private:
    std::atomic<unsigned>& count_;
  };

  struct Owners {
    std::unique_ptr<const T> current{};
    std::vector<std::unique_ptr<const T>> retired{};
  };

  std::atomic<const T*> current_;
  std::unique_ptr<Owners> owners_;
  mutable std::atomic<unsigned> readers_{0};
};

}  // namespace jwtauth::inline v0
