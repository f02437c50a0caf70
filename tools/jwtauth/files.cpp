// Paths go in, contents come out, and the other way round. Refused: what cannot be read or written, what is longer than
// the command has any use for, and a file in the way.
#include "tools/jwtauth/files.hpp"

#include <array>

#include "tools/jwtauth/command.hpp"
#include "tools/jwtauth/platform.hpp"

namespace jwtauth::commandLine {
namespace {

/// An open file, closed when it goes.
class OpenFile {
 public:
  explicit OpenFile(platform::Handle handle) noexcept : handle_(handle) {}
  ~OpenFile() {
    if (isOpen()) platform::close(handle_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  bool isOpen() const noexcept { return platform::isOpen(handle_); }
  platform::Handle handle() const noexcept { return handle_; }

 private:
  platform::Handle handle_;
};

std::string readAll(platform::Handle file, const std::string& name, std::size_t limit) {
  std::string content;
  std::array<char, 4096> buffer{};
  for (;;) {
    const std::ptrdiff_t count = platform::read(file, buffer);
    if (count == 0) return content;
    if (count < 0) throw UsageError(name + ": cannot be read: " + platform::lastReason());
    content.append(buffer.data(), static_cast<std::size_t>(count));
    if (content.size() > limit) throw UsageError(name + ": longer than " + std::to_string(limit) + " bytes");
  }
}

void writeAll(platform::Handle file, const std::string& name, std::string_view content) {
  while (!content.empty()) {
    const std::ptrdiff_t count = platform::write(file, content);
    if (count < 0) throw UsageError(name + ": cannot be written: " + platform::lastReason());
    content.remove_prefix(static_cast<std::size_t>(count));
  }
}

}  // namespace

std::string readFile(const std::filesystem::path& path, std::size_t limit) {
  const OpenFile file(platform::openToRead(path));
  if (!file.isOpen()) throw UsageError(path.string() + ": cannot be opened: " + platform::lastReason());
  return readAll(file.handle(), path.string(), limit);
}

std::string readStandardInput(std::size_t limit) {
  return readAll(platform::standardInput(), "standard input", limit);
}

void writeNewFile(const std::filesystem::path& path, std::string_view content, Readers readers, Existing existing) {
  if (existing == Existing::replace) platform::remove(path);
  const OpenFile file(platform::openNew(path, readers));
  if (!file.isOpen()) throw UsageError(path.string() + ": cannot be made: " + platform::lastReason());
  writeAll(file.handle(), path.string(), content);
}

}  // namespace jwtauth::commandLine
