// A text goes in, one line on stderr comes out.
#include "log.hpp"

#include <unistd.h>

#include <chrono>
#include <ctime>
#include <string>

namespace rest {

void logLine(std::string_view text) {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm utc{};
  gmtime_r(&now, &utc);
  char time[32];
  const std::size_t size = std::strftime(time, sizeof time, "%Y-%m-%dT%H:%M:%SZ ", &utc);
  std::string line(time, size);
  for (const char c : text) line += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? '?' : c;
  line += '\n';
  // One write a line: lines of several threads do not mix.
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace rest
