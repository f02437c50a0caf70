// The platform, by POSIX.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>

#include "tools/jwtauth/platform.hpp"

namespace jwtauth::commandLine::platform {
namespace {

/// Calls again what a signal interrupts.
template <class Call>
std::ptrdiff_t uninterrupted(Call call) noexcept {
  for (;;) {
    const ssize_t count = call();
    if (count >= 0 || errno != EINTR) return count;
  }
}

}  // namespace

const std::string_view keysThatEndInput = "Enter and Ctrl-D";

Handle openToRead(const std::filesystem::path& path) noexcept {
  return ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
}

Handle openNew(const std::filesystem::path& path, Readers readers) noexcept {
  const mode_t mode = readers == Readers::owner ? 0600 : 0644;
  return ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
}

bool isOpen(Handle file) noexcept {
  return file >= 0;
}

void close(Handle file) noexcept {
  ::close(file);
}

void remove(const std::filesystem::path& path) noexcept {
  ::unlink(path.c_str());
}

Handle standardInput() noexcept {
  return STDIN_FILENO;
}

std::ptrdiff_t read(Handle file, std::span<char> buffer) noexcept {
  return uninterrupted([&] { return ::read(file, buffer.data(), buffer.size()); });
}

std::ptrdiff_t write(Handle file, std::string_view content) noexcept {
  return uninterrupted([&] { return ::write(file, content.data(), content.size()); });
}

std::string lastReason() {
  return std::generic_category().message(errno);
}

bool inputIsTerminal() noexcept {
  return ::isatty(STDIN_FILENO) == 1;
}

bool outputTakesColours() noexcept {
  const char* terminal = std::getenv("TERM");
  return ::isatty(STDOUT_FILENO) == 1 && terminal != nullptr && std::string_view(terminal) != "dumb";
}

}  // namespace jwtauth::commandLine::platform
