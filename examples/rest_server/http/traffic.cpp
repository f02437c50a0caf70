// Answers go in as they are sent, their counts come out.
#include "http/traffic.hpp"

#include <algorithm>

namespace rest::http {

void Traffic::add(const Traffic& other) noexcept {
  for (std::size_t i = 0; i < answers.size(); ++i) {
    for (std::size_t j = 0; j < answers[i].size(); ++j) answers[i][j] += other.answers[i][j];
  }
  for (std::size_t i = 0; i < latencies.size(); ++i) latencies[i] += other.latencies[i];
  microseconds += other.microseconds;
  bodyBytes += other.bodyBytes;
}

void TrafficCounters::note(std::string_view method, int status, std::chrono::steady_clock::duration took,
                           std::uint64_t bodyBytes) noexcept {
  const auto known = std::find(countedMethods.begin(), countedMethods.end() - 1, method);
  const auto statusClass = static_cast<std::size_t>(std::clamp(status / 100, 1, 5) - 1);
  increase(answers_[static_cast<std::size_t>(known - countedMethods.begin())][statusClass]);
  const auto time = std::chrono::duration_cast<std::chrono::microseconds>(took);
  const auto bound = std::lower_bound(latencyBounds.begin(), latencyBounds.end(), time);
  increase(latencies_[static_cast<std::size_t>(bound - latencyBounds.begin())]);
  increase(microseconds_, static_cast<std::uint64_t>(time.count()));
  increase(bodyBytes_, bodyBytes);
}

Traffic TrafficCounters::read() const noexcept {
  Traffic traffic;
  for (std::size_t i = 0; i < answers_.size(); ++i) {
    for (std::size_t j = 0; j < answers_[i].size(); ++j) traffic.answers[i][j] = answers_[i][j].load();
  }
  for (std::size_t i = 0; i < latencies_.size(); ++i) traffic.latencies[i] = latencies_[i].load();
  traffic.microseconds = microseconds_.load();
  traffic.bodyBytes = bodyBytes_.load();
  return traffic;
}

// There is one writer, so nothing is lost between the load and the store, and no bus is locked.
void TrafficCounters::increase(Counter& counter, std::uint64_t by) noexcept {
  counter.store(counter.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
}

}  // namespace rest::http
