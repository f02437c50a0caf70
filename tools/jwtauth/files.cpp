// Paths go in, contents come out, and the other way round. Refused: what cannot be read or written, what is longer than
// the command has any use for, and a file in the way.
#include "tools/jwtauth/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "tools/jwtauth/command.hpp"

namespace jwtauth::commandLine {
namespace {

std::string reason(int error) {
  return std::generic_category().message(error);
}

/// An open file, closed when it goes.
class Descriptor {
 public:
  explicit Descriptor(int number) noexcept : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  bool isOpen() const noexcept { return number_ >= 0; }
  int number() const noexcept { return number_; }

 private:
  int number_;
};

std::string readAll(int descriptor, const std::string& name, std::size_t limit) {
  std::string content;
  std::array<char, 4096> buffer{};
  for (;;) {
    const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
    if (count == 0) return content;
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw UsageError(name + ": cannot be read: " + reason(errno));
    content.append(buffer.data(), static_cast<std::size_t>(count));
    if (content.size() > limit) throw UsageError(name + ": longer than " + std::to_string(limit) + " bytes");
  }
}

void writeAll(int descriptor, const std::string& name, std::string_view content) {
  while (!content.empty()) {
    const ssize_t count = ::write(descriptor, content.data(), content.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw UsageError(name + ": cannot be written: " + reason(errno));
    content.remove_prefix(static_cast<std::size_t>(count));
  }
}

}  // namespace

std::string readFile(const std::filesystem::path& path, std::size_t limit) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.isOpen()) throw UsageError(path.string() + ": cannot be opened: " + reason(errno));
  return readAll(file.number(), path.string(), limit);
}

std::string readStandardInput(std::size_t limit) {
  return readAll(STDIN_FILENO, "standard input", limit);
}

void writeNewFile(const std::filesystem::path& path, std::string_view content, Readers readers, Existing existing) {
  if (existing == Existing::replace) ::unlink(path.c_str());
  const mode_t mode = readers == Readers::owner ? 0600 : 0644;
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
  if (!file.isOpen()) throw UsageError(path.string() + ": cannot be made: " + reason(errno));
  writeAll(file.number(), path.string(), content);
}

}  // namespace jwtauth::commandLine
