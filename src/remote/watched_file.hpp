#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

namespace jwtauth::inline v0 {

/// A file that is read again, and checked for changes in between. For one thread at a time.
class WatchedFile {
 public:
  WatchedFile(std::filesystem::path path, std::size_t maxBytes);

  /// Throws FetchError.
  std::string read();

  std::string name() const { return path_.string(); }

  /// Since it was read.
  bool hasChanged() const noexcept { return stampNow() != stamp_; }

 private:
  struct Stamp {
    std::filesystem::file_time_type written;
    std::uintmax_t size;
    bool operator==(const Stamp&) const = default;
  };

  /// For a missing file, a stamp that no file has.
  Stamp stampNow() const noexcept;

  std::filesystem::path path_;
  std::size_t maxBytes_;
  Stamp stamp_{};
};

}  // namespace jwtauth::inline v0
