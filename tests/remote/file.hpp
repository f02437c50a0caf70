#pragma once

#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace jwtauth::tests {

/// A file that is gone with its owner.
class File {
 public:
  explicit File(const std::string& text) {
    char name[] = "/tmp/jwtauth-test-XXXXXX";
    close(mkstemp(name));
    path_ = name;
    write(text);
  }
  ~File() { remove(); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  const std::string& path() const { return path_; }
  void write(const std::string& text) const { std::ofstream(path_) << text; }
  void remove() const { std::filesystem::remove(path_); }

 private:
  std::string path_;
};

}  // namespace jwtauth::tests
