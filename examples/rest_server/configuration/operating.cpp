// The blocks core, request-limits and logging go in, how the server works and logs comes out. Refused: values that no
// server can run with. What only RESTHeart has there is noted.
#include "configuration/operating.hpp"

#include <algorithm>

#include "configuration/known_blocks.hpp"

namespace rest {
namespace {

void readCore(const Block& block, Settings& settings) {
  constexpr std::int64_t manyThreads = 1024;
  const std::initializer_list<std::string_view> unserved{"name",
                                                         "plugins-directory",
                                                         "plugins-packages",
                                                         "base-url",
                                                         "requests-limit",
                                                         "buffer-size",
                                                         "direct-buffers",
                                                         "buffers-pooling",
                                                         "force-gzip-encoding",
                                                         "allow-unescaped-characters-in-url",
                                                         "workers-scheduler-parallelism",
                                                         "workers-scheduler-max-pool-size"};
  std::vector<std::string_view> allowed(unserved);
  allowed.insert(allowed.end(), {"io-threads", "worker-threads"});
  block.allowOnly(allowed);
  noteUnserved(block, unserved, settings.notes);
  // RESTHeart: as many as fit the machine, unless a number above 0 is given.
  const auto threads = [&block](std::string_view key) {
    return static_cast<std::size_t>(std::max<std::int64_t>(block.number(key, -1, manyThreads).value_or(0), 0));
  };
  settings.ioThreads = threads("io-threads");
  settings.workThreads = threads("worker-threads");
}

void readLogging(const Block& block, Settings& settings) {
  block.allowOnly({"log-to-console", "log-to-file", "log-file-path", "requests-log-mode", "log-level", "ansi-console",
                   "packages", "full-stacktrace", "tracing-headers", "requests-log-exclude-patterns",
                   "requests-log-exclude-interval"});
  noteUnserved(block,
               {"log-level", "ansi-console", "packages", "full-stacktrace", "tracing-headers",
                "requests-log-exclude-patterns", "requests-log-exclude-interval"},
               settings.notes);
  settings.log.toConsole = block.flag("log-to-console").value_or(true);
  const std::optional<std::string> file = block.text("log-file-path");
  if (block.flag("log-to-file").value_or(false)) {
    if (!file)
      block.refuse("log-file-path", "is missing, expected the path of a file, for /logging/log-to-file is true");
    settings.log.file = *file;
  }
  settings.requestsLogMode = static_cast<int>(block.number("requests-log-mode", 0, 2).value_or(0));
}

RequestLimits readRequestLimits(const Block& block) {
  constexpr std::int64_t fewSteps = 100'000;
  constexpr std::int64_t manySteps = 1'000'000'000'000;
  constexpr std::int64_t oneMebibyte = 1024 * 1024;
  constexpr std::int64_t oneTebibyte = oneMebibyte * oneMebibyte;
  constexpr std::int64_t oneDay = 24 * 60 * 60 * 1000;
  block.allowOnly({"steps", "memory-bytes", "time-ms", "answer-ms"});
  RequestLimits limits;
  if (const auto steps = block.number("steps", fewSteps, manySteps)) limits.steps = static_cast<std::uint64_t>(*steps);
  if (const auto bytes = block.number("memory-bytes", oneMebibyte, oneTebibyte)) {
    limits.memoryBytes = static_cast<std::size_t>(*bytes);
  }
  if (const auto time = block.number("time-ms", 1, oneDay)) limits.time = std::chrono::milliseconds(*time);
  if (const auto time = block.number("answer-ms", 1, oneDay)) limits.answer = std::chrono::milliseconds(*time);
  return limits;
}

}  // namespace

void readOperating(const Block& root, Settings& settings) {
  readCore(root.block("core"), settings);
  settings.requestLimits = readRequestLimits(root.block("request-limits"));
  readLogging(root.block("logging"), settings);
}

}  // namespace rest
