#pragma once

#include <atomic>
#include <chrono>
#include <mutex>

#include "store/document_store.hpp"

namespace rest::api {

/// Asks a store whether it answers, at most once a second, however often it is asked itself. Safe for any number of
/// threads; may block as long as the store's own time-outs, but one caller only.
class StoreProbe {
 public:
  using Clock = std::chrono::steady_clock;

  explicit StoreProbe(DocumentStore& store) : store_(store) {}

  /// While another thread waits for the store, the answer is the last one; a store that has kept a question waiting for
  /// five seconds does not answer.
  bool storeAnswers();

 private:
  bool ask() noexcept;

  DocumentStore& store_;
  std::mutex asking_;
  Clock::time_point asked_ = Clock::time_point::min();  ///< guarded by asking_
  std::atomic<Clock::time_point> waitingSince_{Clock::time_point::max()};
  std::atomic<bool> answers_{true};
};

}  // namespace rest::api
