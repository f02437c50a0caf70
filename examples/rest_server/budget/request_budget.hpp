#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

namespace rest {

/// What one request may cost, with all that works for it.
struct RequestLimits {
  /// A step is some five nanoseconds of a processor: one to three bytes of JSON that is made, 64 that are compared, a
  /// character of a pattern's search, a byte of an index's entry. A value takes several, a row of the store many.
  std::uint64_t steps = 100'000'000;
  /// Of its body, of what is read or made of it, and of what a sort keeps.
  std::size_t memoryBytes = std::size_t{128} * 1024 * 1024;
  /// From the end of its head to the end of its work, the database's included; not the time in which a client reads.
  std::chrono::milliseconds time{30'000};
  /// Of the whole of a streamed answer, which may hold a snapshot of the store, from its first byte to its last.
  std::chrono::milliseconds answer{60'000};
};

/// A request has spent what it had. what() is a sentence for the client.
class BudgetSpent : public std::runtime_error {
 public:
  enum class Limit {
    steps,
    memory,
    time,
    interest,  ///< its client is gone, or the server ends: no answer is read
  };

  BudgetSpent(Limit limit, const std::string& sentence) : std::runtime_error(sentence), limit_(limit) {}
  Limit limit() const noexcept { return limit_; }

 private:
  Limit limit_;
};

/// What is left of a request's limits. A request is worked for by one thread at a time, which opens a Scope; what it
/// calls then draws on the budget by spendSteps() and HeldMemory, without knowing whose it is.
class RequestBudget {
 public:
  using Clock = std::chrono::steady_clock;

  explicit RequestBudget(const RequestLimits& limits) noexcept;

  /// Throws BudgetSpent.
  void spendSteps(std::uint64_t count) {
    spent_ += std::min(count, ~spent_);  // never around to 0
    if (spent_ >= nextLook_) look();
  }
  /// Throws BudgetSpent when time is up or stop() was called.
  void lookAtTime() const;
  std::chrono::milliseconds timeLeft() const noexcept;
  /// Time in which nothing was done for the request, as its client read; no thread may work for it meanwhile.
  void addTime(Clock::duration rested) noexcept { end_ += rested; }
  std::uint64_t stepsLeft() const noexcept { return mostSteps_ - std::min(mostSteps_, spent_); }

  /// From any thread: whatever works for the request ends as soon as it draws on the budget again.
  void stop() noexcept { isStopped_.store(true, std::memory_order_relaxed); }
  bool isStopped() const noexcept { return isStopped_.load(std::memory_order_relaxed); }

  /// Of the request that this thread works for; null when it works for none.
  static const std::shared_ptr<RequestBudget>& current() noexcept;

  /// The same, for what is called for each value.
  static RequestBudget* ofThread() noexcept { return ofThread_; }

  /// Within it this thread works for a request.
  class Scope {
   public:
    explicit Scope(std::shared_ptr<RequestBudget> budget) noexcept;
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    std::shared_ptr<RequestBudget> outer_;
  };

  /// While it lives the request that this thread works for may take only so many further steps, for others wait for it.
  class Share {
   public:
    explicit Share(std::uint64_t steps) noexcept;
    ~Share();
    Share(const Share&) = delete;
    Share& operator=(const Share&) = delete;

   private:
    std::uint64_t outer_ = 0;
  };

 private:
  friend class HeldMemory;
  static constexpr std::uint64_t stepsBetweenLooks = 16'384;

  void look();
  void hold(std::size_t bytes);
  void release(std::size_t bytes) noexcept { held_ -= bytes; }

  static inline constinit thread_local RequestBudget* ofThread_ = nullptr;

  const RequestLimits limits_;
  Clock::time_point end_;
  std::uint64_t mostSteps_;  ///< less than of the whole request within a share
  std::uint64_t spent_ = 0;
  std::uint64_t nextLook_;
  std::size_t held_ = 0;
  std::atomic<bool> isStopped_{false};
};

/// Draws on the budget of the request that this thread works for, if it works for one. Throws BudgetSpent.
inline void spendSteps(std::uint64_t count) {
  if (RequestBudget* budget = RequestBudget::ofThread()) budget->spendSteps(count);
}

/// For bytes that are looked at or copied in one go.
inline std::uint64_t stepsOfBytes(std::size_t bytes) noexcept {
  return bytes / 64;
}

/// As RequestBudget::lookAtTime, for work whose steps are not counted.
void lookAtTime();

/// Memory that is held for the request for which this thread works. Gives it back at its end.
class HeldMemory {
 public:
  HeldMemory() : budget_(RequestBudget::current()) {}
  /// Throws BudgetSpent.
  explicit HeldMemory(std::size_t bytes) : HeldMemory() { add(bytes); }
  ~HeldMemory() {
    if (budget_) budget_->release(bytes_);
  }
  HeldMemory(const HeldMemory&) = delete;
  HeldMemory& operator=(const HeldMemory&) = delete;
  HeldMemory(HeldMemory&& other) noexcept : budget_(std::move(other.budget_)), bytes_(std::exchange(other.bytes_, 0)) {}
  HeldMemory& operator=(HeldMemory&& other) noexcept {
    std::swap(budget_, other.budget_);
    std::swap(bytes_, other.bytes_);
    return *this;
  }

  /// Throws BudgetSpent, and holds no more then than before.
  void add(std::size_t bytes);
  void remove(std::size_t bytes) noexcept;

 private:
  std::shared_ptr<RequestBudget> budget_;
  std::size_t bytes_ = 0;
};

}  // namespace rest
