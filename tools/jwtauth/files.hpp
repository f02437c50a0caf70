#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

namespace jwtauth::commandLine {

/// Who may read a file that is written.
enum class Readers {
  owner,   ///< mode 0600, or an access list of the owner alone
  anyone,  ///< mode 0644 less the umask, or what the folder grants
};

enum class Existing { keep, replace };

/// The whole file. Throws UsageError when it cannot be read or is longer than `limit` bytes.
std::string readFile(const std::filesystem::path& path, std::size_t limit);

/// All of the standard input. Throws UsageError as readFile does.
std::string readStandardInput(std::size_t limit);

/// Writes a file that no other process can have open: it is always a new one, and no link is followed. Throws
/// UsageError when it exists and is to be kept, or cannot be written.
void writeNewFile(const std::filesystem::path& path, std::string_view content, Readers readers, Existing existing);

}  // namespace jwtauth::commandLine
