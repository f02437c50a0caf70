#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace rest {

struct LogOptions {
  bool toConsole = true;  ///< stderr
  std::string file{};     ///< also into this file, private, of which five of 64 MiB are kept; empty for none
};

/// From here on lines are written by a thread of their own, and no request waits for them: beyond 8,192 lines that wait,
/// the oldest are dropped and counted. Until then, and after closeLog, each line is written to stderr where it is
/// logged. Throws std::runtime_error when the file cannot be opened.
void openLog(const LogOptions& options);

/// Writes what waits, and ends the thread.
void closeLog() noexcept;

/// One line: the time in UTC, the text as a terminal can be given it. Safe for any number of threads. Never given a
/// token, a claim's value or a key.
void logLine(std::string_view text);

/// One line that is written as it is: a JSON object.
void logRecord(std::string_view json);

/// How many lines could not be kept.
std::uint64_t droppedLogLines() noexcept;

}  // namespace rest
