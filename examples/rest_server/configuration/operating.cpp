// The blocks core, request-limits, connection-options and logging go in, how the server works and logs comes out.
// Refused: values that no server can run with, and limits that would not be kept. What only RESTHeart has there is
// noted.
#include "configuration/operating.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "configuration/known_blocks.hpp"

namespace rest {
namespace {

void readCore(const Block& block, Settings& settings) {
  constexpr std::int64_t manyThreads = 1024;
  const std::initializer_list<std::string_view> unserved{"name",
                                                         "plugins-directory",
                                                         "plugins-packages",
                                                         "plugins-scanning-verbose",
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
  noteUnserved(block, unserved, settings.unserved);
  // RESTHeart: as many as fit the machine, unless a number above 0 is given.
  const auto threads = [&block](std::string_view key) {
    return static_cast<std::size_t>(std::max<std::int64_t>(block.number(key, -1, manyThreads).value_or(0), 0));
  };
  settings.ioThreads = threads("io-threads");
  settings.workThreads = threads("worker-threads");
}

void readLogging(const Block& block, Settings& settings) {
  const std::initializer_list<std::string_view> unserved{"log-level",
                                                         "ansi-console",
                                                         "no-colors",
                                                         "packages",
                                                         "full-stacktrace",
                                                         "tracing-headers",
                                                         "requests-log-exclude-patterns",
                                                         "requests-log-exclude-interval"};
  std::vector<std::string_view> allowed(unserved);
  allowed.insert(allowed.end(), {"log-to-console", "log-to-file", "log-file-path", "requests-log-mode"});
  block.allowOnly(allowed);
  noteUnserved(block, unserved, settings.unserved);
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
  block.allowOnly({"body-bytes", "steps", "memory-bytes", "time-ms", "answer-ms"});
  RequestLimits limits;
  if (const auto steps = block.number("steps", fewSteps, manySteps)) limits.steps = static_cast<std::uint64_t>(*steps);
  if (const auto bytes = block.number("memory-bytes", oneMebibyte, oneTebibyte)) {
    limits.memoryBytes = static_cast<std::size_t>(*bytes);
  }
  if (const auto time = block.number("time-ms", 1, oneDay)) limits.time = std::chrono::milliseconds(*time);
  if (const auto time = block.number("answer-ms", 1, oneDay)) limits.answer = std::chrono::milliseconds(*time);
  return limits;
}

constexpr std::int64_t largestBody = std::int64_t{16} * 1024 * 1024;  // as MongoDB's documents

/// RESTHeart's limits of HTTP and ours. A narrower one is not kept, so it would guard nothing.
struct HttpLimit {
  std::string_view key;
  std::int64_t ours;
};
constexpr std::array<HttpLimit, 6> httpLimits{{{"MAX_HEADER_SIZE", 16'384},
                                               {"MAX_HEADERS", 100},
                                               {"MAX_PARAMETERS", 1'000},
                                               {"IDLE_TIMEOUT", 60'000},
                                               {"NO_REQUEST_TIMEOUT", 60'000},
                                               {"REQUEST_PARSE_TIMEOUT", 20'000}}};

void refuseNarrowerLimits(const Block& block) {
  for (const HttpLimit& limit : httpLimits) {
    const std::int64_t given = block.number(limit.key, -1, std::numeric_limits<std::int64_t>::max()).value_or(-1);
    if (given <= 0 || given >= limit.ours) continue;
    block.refuse(limit.key, "got " + std::to_string(given) + ", a limit that is not served; expected at least " +
                                std::to_string(limit.ours) + ", or -1");
  }
}

/// How large a body may be: ours, or else RESTHeart's, as far as it goes; -1 and 0 are its words for any size.
void readBodyLimit(const Block& ours, const Block& restHearts, Settings& settings) {
  constexpr std::int64_t oneKibibyte = 1024;
  const auto given = ours.number("body-bytes", oneKibibyte, largestBody);
  const auto entity = restHearts.number("MAX_ENTITY_SIZE", -1, std::numeric_limits<std::int64_t>::max());
  if (given) {
    settings.bodyBytes = static_cast<std::uint64_t>(*given);
  } else if (entity && *entity > 0) {
    settings.bodyBytes = static_cast<std::uint64_t>(std::min(*entity, largestBody));
    if (*entity > largestBody)
      settings.notes.push_back(restHearts.path() + "/MAX_ENTITY_SIZE: at most 16 MiB are taken");
  }
}

void readConnectionOptions(const Block& block, Settings& settings) {
  refuseNarrowerLimits(block);
  for (const std::string& key : block.keys()) {
    const bool isLimit =
        std::any_of(httpLimits.begin(), httpLimits.end(), [&key](const HttpLimit& limit) { return limit.key == key; });
    if (!isLimit && key != "MAX_ENTITY_SIZE" && block.has(key)) settings.unserved.push_back(block.path() + '/' + key);
  }
}

}  // namespace

void readOperating(const Block& root, Settings& settings) {
  readCore(root.block("core"), settings);
  settings.requestLimits = readRequestLimits(root.block("request-limits"));
  readConnectionOptions(root.block("connection-options"), settings);
  readBodyLimit(root.block("request-limits"), root.block("connection-options"), settings);
  readLogging(root.block("logging"), settings);
}

}  // namespace rest
