// The path of a Unix socket goes in, a listener comes out. Refused: a path that is too long or taken.
#include "http/socket_file.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

namespace rest::http {
namespace {

[[noreturn]] void refuse(const std::string& path, const std::string& reason) {
  throw ListenError("cannot listen on unix:" + path + ": " + reason);
}

[[noreturn]] void refuseByError(const std::string& path) {
  refuse(path, std::generic_category().message(errno));
}

sockaddr_un addressOf(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path) {
    refuse(path, "got a path of " + std::to_string(path.size()) + " bytes, expected 1 to " +
                     std::to_string(sizeof address.sun_path - 1));
  }
  std::memcpy(address.sun_path, path.data(), path.size());
  return address;
}

const sockaddr* asAddress(const sockaddr_un& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

int newSocket(const std::string& path) {
  const int made = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (made < 0) refuseByError(path);
  return made;
}

/// Whether a server accepts connections there.
bool isServed(const std::string& path, const sockaddr_un& address) {
  const int asking = newSocket(path);
  const bool isAnswered = connect(asking, asAddress(address), sizeof address) == 0 || errno != ECONNREFUSED;
  close(asking);
  return isAnswered;
}

void removeWhatWasLeft(const std::string& path, const sockaddr_un& address) {
  struct stat found {};
  if (lstat(path.c_str(), &found) != 0) return;
  if (!S_ISSOCK(found.st_mode)) refuse(path, "there is a file that is no socket");
  if (isServed(path, address)) refuse(path, "another server listens there");
  if (unlink(path.c_str()) != 0) refuseByError(path);
}

}  // namespace

SocketFile::SocketFile(std::string path) : path_(std::move(path)) {
  const sockaddr_un address = addressOf(path_);
  removeWhatWasLeft(path_, address);
  listener_ = newSocket(path_);
  constexpr mode_t ownerAndGroup = 0660;
  // No client is let in before the permissions of the file are set.
  const bool listens = bind(listener_, asAddress(address), sizeof address) == 0 &&
                       chmod(path_.c_str(), ownerAndGroup) == 0 && listen(listener_, mostWaiting) == 0;
  if (listens) return;
  const int error = errno;
  close(listener_);
  errno = error;
  refuseByError(path_);
}

SocketFile::~SocketFile() {
  unlink(path_.c_str());
  close(listener_);
}

int SocketFile::anotherListener() const {
  const int made = fcntl(listener_, F_DUPFD_CLOEXEC, 0);
  if (made < 0) refuseByError(path_);
  return made;
}

}  // namespace rest::http
