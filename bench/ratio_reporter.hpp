#pragma once

#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>
#include <vector>

namespace jwtauth::bench {

/// Prints the medians of all repetitions, and those of `name/RS256` as ratios to `floor/RS256` of the same run: on a
/// machine that others use, only the ratio means something. Of several threads it tells how many times the work of one
/// they do, by what a call costs them in processor time: where they wait for each other or for memory, it costs more.
class RatioReporter final : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context& context) override;
  void ReportRuns(const std::vector<Run>& runs) override;
  void Finalize() override;

 private:
  struct Median {
    std::string name;
    double nanoseconds;
    std::int64_t threads;
  };
  const Median* find(const std::string& name, std::int64_t threads) const;

  std::vector<Median> medians_;
};

}  // namespace jwtauth::bench
