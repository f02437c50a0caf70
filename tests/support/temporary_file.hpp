#pragma once

#include <filesystem>
#include <fstream>
#include <random>
#include <string>

namespace jwtauth::tests {

/// A folder of its own, below the one for temporary files of this system or of TMPDIR. It is gone with its owner.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    do {
      path_ = std::filesystem::temp_directory_path() / ("jwtauth-test-" + std::to_string(std::random_device()()));
    } while (!std::filesystem::create_directory(path_));
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// A file that is gone with its owner.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& text) : path_((folder_.path() / "file").string()) { write(text); }

  const std::string& path() const { return path_; }
  void write(const std::string& text) const { std::ofstream(path_, std::ios::binary) << text; }
  void remove() const { std::filesystem::remove(path_); }

 private:
  TemporaryFolder folder_;
  std::string path_;
};

}  // namespace jwtauth::tests
