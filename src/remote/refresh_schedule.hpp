#pragma once

#include <chrono>
#include <functional>
#include <optional>

namespace jwtauth::inline v0 {

/// When a key set is fetched again: before its expiry, after a failure with growing pauses, for an unknown key id
/// once in a pause, unless two fetches of any kind began in two pauses. The caller passes the time, from a steady
/// clock. Not thread-safe.
class RefreshSchedule {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Seconds = std::chrono::seconds;

  struct Policy {
    Seconds interval{600};
    Seconds unknownKeyPause{30};
  };

  /// `chance` yields numbers in [0, 1). The first fetch is due at once.
  RefreshSchedule(Policy policy, Time now, std::function<double()> chance);

  Time due() const noexcept { return due_; }

  /// Has the set fetched now; if a fetch is under way, which may have come too early, another one after it.
  void demand(Time now) noexcept;

  /// Has the set fetched now, if an unknown key id is reason enough; says whether a fetch is due.
  bool demandForUnknownKey(Time now) noexcept;

  void started(Time now) noexcept;
  void succeeded(Time now, std::optional<Seconds> maxAge);
  void failed(Time now);

 private:
  Policy policy_;
  std::function<double()> chance_;
  Time due_;
  std::optional<Time> lastStart_, startBeforeLast_, lastForUnknownKey_;
  bool demanded_ = false;  ///< since the last start
  int failures_ = 0;       ///< since the last success
};

}  // namespace jwtauth::inline v0
