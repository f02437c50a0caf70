#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "tools/jwtauth/files.hpp"

/// What POSIX and Windows each do in their own way. After a failure lastReason() tells why, until the next call.
namespace jwtauth::commandLine::platform {

#ifdef _WIN32
using Handle = void*;
#else
using Handle = int;
#endif

Handle openToRead(const std::filesystem::path& path) noexcept;

/// Always a new file; no link is followed.
Handle openNew(const std::filesystem::path& path, Readers readers) noexcept;

bool isOpen(Handle file) noexcept;
void close(Handle file) noexcept;
void remove(const std::filesystem::path& path) noexcept;

Handle standardInput() noexcept;

/// How many bytes; 0 at the end, negative after a failure.
std::ptrdiff_t read(Handle file, std::span<char> buffer) noexcept;
std::ptrdiff_t write(Handle file, std::string_view content) noexcept;

std::string lastReason();

bool inputIsTerminal() noexcept;
bool outputTakesColours() noexcept;

/// The keys that end what is typed at a terminal.
extern const std::string_view keysThatEndInput;

}  // namespace jwtauth::commandLine::platform
