// Texts go in, lines on stderr and in a file come out. Dropped, and counted: lines that are not taken in time.
#include "log.hpp"

#include <spdlog/async.h>
#include <spdlog/async_logger.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <vector>

#include "private_file.hpp"
#include "src/text/terminal_text.hpp"
#include "src/threads/shared_slot.hpp"
#include "utc_text.hpp"

namespace rest {
namespace {

constexpr std::size_t linesThatWait = 8192;
constexpr std::size_t fileBytes = 64 * 1024 * 1024;
constexpr std::size_t olderFiles = 4;

struct Log {
  std::shared_ptr<spdlog::details::thread_pool> thread;
  std::shared_ptr<spdlog::async_logger> logger;
};

jwtauth::SharedSlot<Log> opened;
std::atomic<std::uint64_t> droppedBefore{0};

void write(std::string line) {
  if (const std::shared_ptr<Log> log = opened.load()) {
    log->logger->log(spdlog::level::info, spdlog::string_view_t(line));
    return;
  }
  line += '\n';
  // One write a line: lines of several threads do not mix.
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace

void openLog(const LogOptions& options) {
  std::vector<spdlog::sink_ptr> sinks;
  if (options.toConsole) sinks.push_back(std::make_shared<spdlog::sinks::stderr_sink_mt>());
  try {
    if (!options.file.empty()) {
      spdlog::file_event_handlers onEvents;
      onEvents.before_open = [](const std::string& file) {
        createPrivateFile(file);
        makePrivate(file);
      };
      sinks.push_back(
          std::make_shared<spdlog::sinks::rotating_file_sink_mt>(options.file, fileBytes, olderFiles, false, onEvents));
    }
  } catch (const spdlog::spdlog_ex&) {
    throw std::runtime_error("the log file " + options.file + " cannot be written");
  }
  auto log = std::make_shared<Log>();
  log->thread = std::make_shared<spdlog::details::thread_pool>(linesThatWait, 1);
  log->logger = std::make_shared<spdlog::async_logger>("server", sinks.begin(), sinks.end(), log->thread,
                                                       spdlog::async_overflow_policy::overrun_oldest);
  log->logger->set_pattern("%v");
  log->logger->flush_on(spdlog::level::info);
  log->logger->set_error_handler([](const std::string&) {});  // a disk that is full does not end the server
  opened.store(log);
}

void closeLog() noexcept {
  const std::shared_ptr<Log> log = opened.exchange(nullptr);
  if (log) droppedBefore += log->thread->overrun_counter();
  // The thread writes what waits, and ends, when the last one who holds it lets go.
}

void logLine(std::string_view text) {
  write(utcText(utcNow(), TimePrecision::seconds) + ' ' + jwtauth::displayed(text));
}

void logRecord(std::string_view json) {
  write(std::string(json));
}

std::uint64_t droppedLogLines() noexcept {
  const std::shared_ptr<Log> log = opened.load();
  return droppedBefore + (log ? log->thread->overrun_counter() : 0);
}

}  // namespace rest
