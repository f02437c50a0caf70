#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace rest::sqlite {

/// One thread at a time, in the order in which they asked: what gives its turn up and asks again comes after all
/// others.
class Turns {
 public:
  /// Ends where it is destroyed.
  class Turn {
   public:
    explicit Turn(Turns& turns) noexcept : turns_(&turns) {}
    Turn(Turn&& other) noexcept : turns_(std::exchange(other.turns_, nullptr)) {}
    Turn& operator=(Turn&&) = delete;
    ~Turn() {
      if (turns_ != nullptr) turns_->end();
    }

   private:
    Turns* turns_;
  };

  /// Nothing when it does not come in time.
  std::optional<Turn> take(std::chrono::milliseconds longest);

 private:
  void end();

  std::mutex access_;
  std::condition_variable changed_;
  std::deque<std::uint64_t> waiting_{};
  std::uint64_t next_ = 0;
  bool isTaken_ = false;
};

}  // namespace rest::sqlite
