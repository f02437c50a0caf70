// The blocks http-listener, core and logging go in, how the server listens, works and logs comes out. Refused: values
// that no server can run with. What RESTHeart has there and nobody needs here is noted.
#include "configuration/operating.hpp"

#include <algorithm>

namespace rest {
namespace {

/// A note for each key of these that is given.
void noteUnserved(const Block& block, std::initializer_list<std::string_view> unserved, Settings& settings) {
  for (const std::string& key : block.keys()) {
    const bool isUnserved = std::find(unserved.begin(), unserved.end(), key) != unserved.end();
    if (isUnserved) settings.notes.push_back(block.path() + '/' + key + " is passed over: it is not served");
  }
}

void readListener(const Block& block, Settings& settings) {
  block.allowOnly({"enabled", "host", "port", "gzip", "buffer-size", "io-threads", "worker-threads"});
  noteUnserved(block, {"buffer-size", "io-threads", "worker-threads"}, settings);
  if (!block.flag("enabled").value_or(true))
    block.refuse("enabled", "came false, but it is the only listener there is");
  settings.host = block.text("host").value_or(settings.host);
  settings.port = static_cast<std::uint16_t>(block.number("port", 0, 65535).value_or(settings.port));
  settings.gzip = block.flag("gzip").value_or(true);
}

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
  noteUnserved(block, unserved, settings);
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
               settings);
  settings.log.toConsole = block.flag("log-to-console").value_or(true);
  const std::optional<std::string> file = block.text("log-file-path");
  if (block.flag("log-to-file").value_or(false)) {
    if (!file)
      block.refuse("log-file-path", "is missing, expected the path of a file, for /logging/log-to-file is true");
    settings.log.file = *file;
  }
  settings.requestsLogMode = static_cast<int>(block.number("requests-log-mode", 0, 2).value_or(0));
}

}  // namespace

void readOperating(const Block& root, Settings& settings) {
  readListener(root.block("http-listener"), settings);
  readCore(root.block("core"), settings);
  readLogging(root.block("logging"), settings);
}

}  // namespace rest
