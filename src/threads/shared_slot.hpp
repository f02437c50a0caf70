#pragma once

#include <memory>
#include <mutex>
#include <utility>

namespace jwtauth::inline v0 {

/// A shared_ptr that any number of threads read and replace. std::atomic of it is a data race with GCC 12's library,
/// and libc++ has none.
template <class T>
class SharedSlot {
 public:
  constexpr SharedSlot() noexcept = default;
  explicit SharedSlot(std::shared_ptr<T> first) noexcept : value_(std::move(first)) {}

  std::shared_ptr<T> load() const {
    const std::lock_guard lock(mutex_);
    return value_;
  }
  void store(std::shared_ptr<T> next) { exchange(std::move(next)); }
  std::shared_ptr<T> exchange(std::shared_ptr<T> next) {
    const std::lock_guard lock(mutex_);
    return std::exchange(value_, std::move(next));
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<T> value_{};
};

}  // namespace jwtauth::inline v0
