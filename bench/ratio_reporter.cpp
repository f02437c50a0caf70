// The runs of Google Benchmark go in, a table of medians and of their ratios to the floor comes out.
#include "bench/ratio_reporter.hpp"

#include <algorithm>
#include <cstdio>
#include <utility>

namespace jwtauth::bench {
namespace {

/// "authenticate/RS256/threads:2" → "floor/RS256".
std::string floorOf(const std::string& name) {
  const std::size_t begin = name.find('/');
  if (begin == std::string::npos) return {};
  return "floor" + name.substr(begin, name.find('/', begin + 1) - begin);
}

/// What a run failed by; nothing if it did not. Google Benchmark 1.8 has other names for it.
template <class Run>
const std::string* faultOf(const Run& run) {
  if constexpr (requires { run.error_message; }) {
    return run.error_occurred ? &run.error_message : nullptr;
  } else {
    return run.skipped != 0 ? &run.skip_message : nullptr;
  }
}

}  // namespace

bool RatioReporter::ReportContext(const Context&) {
  std::printf("%-44s %12s %8s %12s\n", "median of thread-CPU time", "ns a call", "/ floor", "x one thread");
  return true;
}

/// All repetitions of one benchmark.
void RatioReporter::ReportRuns(const std::vector<Run>& runs) {
  std::vector<double> times;
  for (const Run& run : runs) {
    const std::string* const fault = faultOf(run);
    if (fault) std::printf("%s: %s\n", run.benchmark_name().c_str(), fault->c_str());
    if (fault || run.run_type != Run::RT_Iteration) continue;
    times.push_back(run.cpu_accumulated_time / static_cast<double>(run.iterations) * 1e9);
  }
  if (times.empty()) return;
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::nth_element(times.begin(), middle, times.end());
  medians_.push_back({runs.front().run_name.function_name, *middle, runs.front().threads});
}

const RatioReporter::Median* RatioReporter::find(const std::string& name, std::int64_t threads) const {
  const auto found = std::find_if(medians_.begin(), medians_.end(), [&](const Median& median) {
    return median.name == name && median.threads == threads;
  });
  return found == medians_.end() ? nullptr : &*found;
}

void RatioReporter::Finalize() {
  std::stable_sort(medians_.begin(), medians_.end(), [](const Median& left, const Median& right) {
    return std::pair(left.name, left.threads) < std::pair(right.name, right.threads);
  });
  for (const Median& median : medians_) {
    const std::string threads = median.threads > 1 ? " in " + std::to_string(median.threads) + " threads" : "";
    std::printf("%-44s %12.1f", (median.name + threads).c_str(), median.nanoseconds);
    const Median* floor = find(floorOf(median.name), 1);
    if (floor != nullptr) {
      std::printf(" %8.3f", median.nanoseconds / floor->nanoseconds);
    } else {
      std::printf(" %8s", "");
    }
    const Median* alone = find(median.name, 1);
    if (median.threads > 1 && alone != nullptr) {
      std::printf(" %12.2f", static_cast<double>(median.threads) * alone->nanoseconds / median.nanoseconds);
    }
    std::printf("\n");
  }
}

}  // namespace jwtauth::bench
