// Benchmarks that a program adds go in, one table of medians comes out. Unknown options are refused.
#include "bench/interleaved.hpp"

#include <vector>

#include "bench/ratio_reporter.hpp"

namespace jwtauth::bench {

int runInterleaved(int count, char** arguments, void (*addAll)()) {
  std::vector<char*> options = {arguments[0]};
  for (const char* option :
       {"--benchmark_enable_random_interleaving=true", "--benchmark_repetitions=15", "--benchmark_min_time=0.02"}) {
    options.push_back(const_cast<char*>(option));
  }
  options.insert(options.end(), arguments + 1, arguments + count);
  int optionCount = static_cast<int>(options.size());
  options.push_back(nullptr);
  benchmark::Initialize(&optionCount, options.data());
  if (benchmark::ReportUnrecognizedArguments(optionCount, options.data())) return 2;
  addAll();
  RatioReporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
  return 0;
}

}  // namespace jwtauth::bench
