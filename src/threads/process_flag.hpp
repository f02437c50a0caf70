#pragma once

#include <atomic>

#include "src/threads/process_id.hpp"

namespace jwtauth::inline v0 {

/// What one thread of a process does at a time. Unlike a mutex it is free in a child of fork(), where the thread that
/// held it does not exist.
class ProcessFlag {
 public:
  enum class Attempt { refused, raised, raisedAfterFork };

  /// raisedAfterFork: at the fork() another thread held it, and may have left in pieces what the flag guards.
  Attempt tryRaise() noexcept {
    const ProcessId own = currentProcess() + 1;  // 0 is no process's here
    ProcessId holder = holder_.load();
    if (holder == own || !holder_.compare_exchange_strong(holder, own)) return Attempt::refused;
    return holder == 0 ? Attempt::raised : Attempt::raisedAfterFork;
  }
  void lower() noexcept { holder_.store(0); }

 private:
  std::atomic<ProcessId> holder_{0};
};

/// Raises a flag, if it is not raised, and lowers it at the end.
class RaisedFlag {
 public:
  explicit RaisedFlag(ProcessFlag& flag) noexcept : flag_(flag), attempt_(flag.tryRaise()) {}
  ~RaisedFlag() {
    if (*this) flag_.lower();
  }
  RaisedFlag(const RaisedFlag&) = delete;
  RaisedFlag& operator=(const RaisedFlag&) = delete;

  explicit operator bool() const noexcept { return attempt_ != ProcessFlag::Attempt::refused; }
  bool isAfterFork() const noexcept { return attempt_ == ProcessFlag::Attempt::raisedAfterFork; }

 private:
  ProcessFlag& flag_;
  ProcessFlag::Attempt attempt_;
};

}  // namespace jwtauth::inline v0
