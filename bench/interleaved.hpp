#pragma once

#include <benchmark/benchmark.h>

#include <string>

namespace jwtauth::bench {

/// Measures a call; one that yields false is reported in place of its time.
template <class Once>
benchmark::internal::Benchmark* measure(const std::string& name, Once once) {
  return benchmark::RegisterBenchmark(name.c_str(), [once](benchmark::State& state) {
    for (auto _ : state) {
      if (!once()) return state.SkipWithError("answered otherwise than expected");
    }
  });
}

template <class Once>
void measureInOneAndTwoThreads(const std::string& name, Once once) {
  measure(name, once);
  measure(name, once)->Threads(2);
}

/// Runs what was added, in short rounds in random order: what disturbs the machine disturbs all alike. Prints the table
/// of RatioReporter; the options of Google Benchmark are taken, --benchmark_out=FILE among them. What `main` returns.
int runInterleaved(int count, char** arguments, void (*addAll)());

}  // namespace jwtauth::bench
