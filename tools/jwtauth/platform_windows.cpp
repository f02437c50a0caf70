// The platform, by Windows.
#include <windows.h>
// After windows.h, which they need.
#include <sddl.h>

#include <algorithm>
#include <limits>
#include <system_error>

#include "tools/jwtauth/platform.hpp"

namespace jwtauth::commandLine::platform {
namespace {

/// How many bytes one call takes at most.
DWORD sizeOfCall(std::size_t size) noexcept {
  return static_cast<DWORD>(std::min<std::size_t>(size, std::numeric_limits<DWORD>::max()));
}

/// An access list that lets the file's owner in and no other account, and inherits nothing from the folder.
class OwnerAlone {
 public:
  OwnerAlone() noexcept {
    made_ = ConvertStringSecurityDescriptorToSecurityDescriptorW(L"D:P(A;;FA;;;OW)", SDDL_REVISION_1,
                                                                 &attributes_.lpSecurityDescriptor, nullptr) != 0;
  }
  ~OwnerAlone() { LocalFree(attributes_.lpSecurityDescriptor); }
  OwnerAlone(const OwnerAlone&) = delete;
  OwnerAlone& operator=(const OwnerAlone&) = delete;

  bool isMade() const noexcept { return made_; }
  SECURITY_ATTRIBUTES* attributes() noexcept { return &attributes_; }

 private:
  SECURITY_ATTRIBUTES attributes_{sizeof(SECURITY_ATTRIBUTES), nullptr, FALSE};
  bool made_ = false;
};

Handle create(const std::filesystem::path& path, SECURITY_ATTRIBUTES* attributes) noexcept {
  return CreateFileW(path.c_str(), GENERIC_WRITE, 0, attributes, CREATE_NEW, FILE_ATTRIBUTE_NORMAL, nullptr);
}

}  // namespace

const std::string_view keysThatEndInput = "Enter, Ctrl-Z and Enter";

Handle openToRead(const std::filesystem::path& path) noexcept {
  return CreateFileW(path.c_str(), GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                     OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, nullptr);
}

Handle openNew(const std::filesystem::path& path, Readers readers) noexcept {
  if (readers == Readers::anyone) return create(path, nullptr);
  OwnerAlone owner;
  return owner.isMade() ? create(path, owner.attributes()) : nullptr;
}

bool isOpen(Handle file) noexcept {
  return file != nullptr && file != INVALID_HANDLE_VALUE;
}

void close(Handle file) noexcept {
  CloseHandle(file);
}

void remove(const std::filesystem::path& path) noexcept {
  DeleteFileW(path.c_str());
}

Handle standardInput() noexcept {
  return GetStdHandle(STD_INPUT_HANDLE);
}

std::ptrdiff_t read(Handle file, std::span<char> buffer) noexcept {
  DWORD count = 0;
  if (ReadFile(file, buffer.data(), sizeOfCall(buffer.size()), &count, nullptr) != 0) return std::ptrdiff_t{count};
  return GetLastError() == ERROR_BROKEN_PIPE ? 0 : -1;  // a pipe that its writer has closed is at its end
}

std::ptrdiff_t write(Handle file, std::string_view content) noexcept {
  DWORD count = 0;
  if (WriteFile(file, content.data(), sizeOfCall(content.size()), &count, nullptr) == 0) return -1;
  return std::ptrdiff_t{count};
}

std::string lastReason() {
  return std::system_category().message(static_cast<int>(GetLastError()));
}

bool inputIsTerminal() noexcept {
  DWORD mode = 0;
  return GetConsoleMode(standardInput(), &mode) != 0;
}

bool outputTakesColours() noexcept {
  const Handle output = GetStdHandle(STD_OUTPUT_HANDLE);
  DWORD mode = 0;
  return GetConsoleMode(output, &mode) != 0 && SetConsoleMode(output, mode | ENABLE_VIRTUAL_TERMINAL_PROCESSING) != 0;
}

}  // namespace jwtauth::commandLine::platform
