// The outcome of each fetch goes in, the time of the next one comes out.
#include "src/remote/refresh_schedule.hpp"

#include <algorithm>
#include <utility>

namespace jwtauth::inline v0 {
namespace {

using Seconds = RefreshSchedule::Seconds;

constexpr Seconds shortestAge{60};
constexpr Seconds longestAge{3600};
constexpr Seconds longestBackOff{60};

RefreshSchedule::Time::duration portion(Seconds whole, double part) {
  using Duration = RefreshSchedule::Time::duration;
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(whole) * part);
}

}  // namespace

RefreshSchedule::RefreshSchedule(Policy policy, Time now, std::function<double()> chance)
    : policy_(policy), chance_(std::move(chance)), due_(now) {}

void RefreshSchedule::demand(Time now) noexcept {
  due_ = now;
  demanded_ = true;
}

bool RefreshSchedule::demandForUnknownKey(Time now) noexcept {
  const auto isPast = [now](const std::optional<Time>& time, Seconds pause) { return !time || now - *time >= pause; };
  // A set that was fetched a moment ago for another reason may not have had this key yet.
  const bool mayFetch =
      isPast(lastForUnknownKey_, policy_.unknownKeyPause) && isPast(startBeforeLast_, 2 * policy_.unknownKeyPause);
  if (due_ > now && mayFetch) {
    due_ = now;
    lastForUnknownKey_ = now;
  }
  return due_ <= now;
}

void RefreshSchedule::started(Time now) noexcept {
  startBeforeLast_ = std::exchange(lastStart_, now);
  demanded_ = false;
}

void RefreshSchedule::succeeded(Time now, std::optional<Seconds> maxAge) {
  failures_ = 0;
  if (demanded_) return;  // it is due already
  // Between 80 and 90 percent of the age: before the expiry, and not at the same time as all other servers.
  due_ = now + portion(std::clamp(maxAge.value_or(policy_.interval), shortestAge, longestAge), 0.8 + 0.1 * chance_());
}

void RefreshSchedule::failed(Time now) {
  // 1, 2, 4, ... seconds, each between a half and the whole.
  const Seconds pause = std::min(longestBackOff, Seconds(1 << std::min(failures_, 6)));
  ++failures_;
  if (demanded_) return;
  due_ = now + portion(pause, 0.5 + 0.5 * chance_());
}

}  // namespace jwtauth::inline v0
