// A timer goes in on any thread; its wait ends on the thread of its worker.
#include "http/wake_ups.hpp"

#include <boost/asio/post.hpp>
#include <new>

namespace rest::http {

void WakeUps::wake(std::weak_ptr<Timer> timer) noexcept try {
  const std::lock_guard lock(mutex_);
  if (context_ == nullptr) return;
  net::post(*context_, [timer = std::move(timer)] {
    if (const auto waiting = timer.lock()) waiting->cancel();
  });
} catch (const std::bad_alloc&) {
  return;  // the timer ends by itself
}

void WakeUps::close() noexcept {
  const std::lock_guard lock(mutex_);
  context_ = nullptr;
}

}  // namespace rest::http
