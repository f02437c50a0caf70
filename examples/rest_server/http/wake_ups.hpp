#pragma once

#include <memory>
#include <mutex>

#include "http/worker.hpp"

namespace rest::http {

/// How other threads wake what waits on a worker's event loop. Callbacks share it and may outlive the worker: after
/// close() it wakes nothing.
class WakeUps {
 public:
  explicit WakeUps(net::io_context& context) : context_(&context) {}

  /// From any thread, without waiting: ends the timer's wait, if the timer is still there.
  void wake(std::weak_ptr<Timer> timer) noexcept;

  /// Before the event loop is destroyed.
  void close() noexcept;

 private:
  std::mutex mutex_;
  net::io_context* context_;
};

}  // namespace rest::http
