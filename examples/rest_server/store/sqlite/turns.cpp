// Threads ask for their turn; each gets it after those that asked before.
#include "store/sqlite/turns.hpp"

#include <algorithm>

namespace rest::sqlite {

std::optional<Turns::Turn> Turns::take(std::chrono::milliseconds longest) {
  std::unique_lock lock(access_);
  const std::uint64_t ticket = next_++;
  waiting_.push_back(ticket);
  const bool isMine = changed_.wait_for(lock, longest, [&] { return !isTaken_ && waiting_.front() == ticket; });
  waiting_.erase(std::find(waiting_.begin(), waiting_.end(), ticket));
  if (isMine) {
    isTaken_ = true;
    return Turn(*this);
  }
  changed_.notify_all();
  return std::nullopt;
}

void Turns::end() {
  {
    const std::lock_guard lock(access_);
    isTaken_ = false;
  }
  changed_.notify_all();
}

}  // namespace rest::sqlite
