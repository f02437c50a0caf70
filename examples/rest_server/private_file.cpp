// The path of a file goes in; only its owner may read the file afterwards.
#include "private_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace rest {

void createPrivateFile(const std::string& path) {
  // A file that is there is not opened: closing it would end SQLite's locks on it in this process.
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (descriptor >= 0) ::close(descriptor);
}

void makePrivate(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return;
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) == 0) return;
  [[maybe_unused]] const int result = ::chmod(path.c_str(), status.st_mode & S_IRWXU);
}

}  // namespace rest
