#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace rest::http {

/// The methods that are counted by their names; all others are "other".
inline constexpr std::array<std::string_view, 8> countedMethods{"GET",   "HEAD",   "POST",    "PUT",
                                                                "PATCH", "DELETE", "OPTIONS", "other"};
inline constexpr std::array<std::chrono::microseconds, 12> latencyBounds{
    std::chrono::microseconds(100),     std::chrono::microseconds(250),       std::chrono::microseconds(500),
    std::chrono::microseconds(1'000),   std::chrono::microseconds(2'500),     std::chrono::microseconds(5'000),
    std::chrono::microseconds(10'000),  std::chrono::microseconds(50'000),    std::chrono::microseconds(100'000),
    std::chrono::microseconds(500'000), std::chrono::microseconds(1'000'000), std::chrono::microseconds(10'000'000)};

/// What has been answered since the start.
struct Traffic {
  /// By method and first digit of the status, 1 to 5.
  std::array<std::array<std::uint64_t, 5>, countedMethods.size()> answers{};
  /// By time from the head to the last byte of the answer: up to each bound, and beyond the last one.
  std::array<std::uint64_t, latencyBounds.size() + 1> latencies{};
  std::uint64_t microseconds = 0;  ///< of all answers together
  std::uint64_t bodyBytes = 0;

  void add(const Traffic& other) noexcept;
};

/// What the server is doing, and has done.
struct ServerReport {
  Traffic traffic;
  std::size_t openConnections = 0;
  std::size_t threads = 0;      ///< that may block
  std::size_t busyThreads = 0;  ///< of these
  std::size_t waitingWork = 0;  ///< requests that wait for one of them
  std::uint64_t failedHandshakes = 0;
  std::optional<std::chrono::sys_seconds> certificateGoodUntil{};  ///< nothing without HTTPS
};

/// Counts for one event loop: written by its thread alone, read by any. So a count is a plain addition.
class TrafficCounters {
 public:
  void note(std::string_view method, int status, std::chrono::steady_clock::duration took,
            std::uint64_t bodyBytes) noexcept;
  Traffic read() const noexcept;

 private:
  using Counter = std::atomic<std::uint64_t>;
  static void increase(Counter& counter, std::uint64_t by = 1) noexcept;

  std::array<std::array<Counter, 5>, countedMethods.size()> answers_{};
  std::array<Counter, latencyBounds.size() + 1> latencies_{};
  Counter microseconds_{0};
  Counter bodyBytes_{0};
};

}  // namespace rest::http
