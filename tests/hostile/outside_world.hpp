#pragma once

#include <string>

#ifdef __linux__
#include <netinet/in.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <stdexcept>
#endif

#include "tests/support/temporary_file.hpp"

namespace jwtauth::tests {

#ifdef __linux__

/// A file and an HTTP address that a token can point to. Whoever opens the one or calls the other is noticed.
class OutsideWorld {
 public:
  explicit OutsideWorld(const std::string& fileContent) : file_(fileContent) {
    watch_ = inotify_init1(IN_NONBLOCK);
    require(watch_ >= 0 && inotify_add_watch(watch_, path().c_str(), IN_OPEN | IN_ACCESS) >= 0);

    listener_ = socket(AF_INET, SOCK_STREAM, 0);
    address_.sin_family = AF_INET;
    address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address_;
    require(listener_ >= 0 && bind(listener_, addressPointer(), size) == 0 && listen(listener_, 8) == 0 &&
            getsockname(listener_, addressPointer(), &size) == 0);
  }

  ~OutsideWorld() {
    close(listener_);
    close(watch_);
  }

  OutsideWorld(const OutsideWorld&) = delete;
  OutsideWorld& operator=(const OutsideWorld&) = delete;

  const std::string& path() const { return file_.path(); }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(ntohs(address_.sin_port)) + "/jwks.json"; }

  /// Whether the file was opened, or the address called, since the last question.
  bool wasTouched() {
    pollfd events[] = {{watch_, POLLIN, 0}, {listener_, POLLIN, 0}};
    require(poll(events, 2, 0) >= 0);
    char drained[4096];
    const bool opened = events[0].revents != 0 && read(watch_, drained, sizeof drained) > 0;
    const bool called = events[1].revents != 0 && close(accept(listener_, nullptr, nullptr)) == 0;
    return opened || called;
  }

  // To show that touching is noticed.
  void openFile() { std::fclose(std::fopen(path().c_str(), "r")); }
  void call() {
    const int client = socket(AF_INET, SOCK_STREAM, 0);
    require(client >= 0 && connect(client, addressPointer(), sizeof address_) == 0);
    close(client);
  }

 private:
  static void require(bool succeeded) {
    if (!succeeded) throw std::runtime_error("a test's file or socket could not be made");
  }
  sockaddr* addressPointer() { return reinterpret_cast<sockaddr*>(&address_); }

  TemporaryFile file_;
  int watch_ = -1;
  int listener_ = -1;
  sockaddr_in address_{};
};

#else

/// A file and an HTTP address that a token can point to, where no system call tells who opens a file.
class OutsideWorld {
 public:
  explicit OutsideWorld(const std::string& fileContent) : file_(fileContent) {}

  const std::string& path() const { return file_.path(); }
  std::string url() const { return "http://127.0.0.1:9/jwks.json"; }
  bool wasTouched() const { return false; }

 private:
  TemporaryFile file_;
};

#endif

}  // namespace jwtauth::tests
