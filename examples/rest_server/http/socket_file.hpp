#pragma once

#include <string>

#include "http/listen_error.hpp"

namespace rest::http {

/// How many connections may wait to be accepted.
inline constexpr int mostWaiting = 4096;

/// A Unix socket that is listened on. Its file is there as long as this is; owner and group may connect.
class SocketFile {
 public:
  /// Takes the place of a file that a server left behind. Throws ListenError, also where another one listens, or where
  /// there is a file that is no socket.
  explicit SocketFile(std::string path);
  ~SocketFile();
  SocketFile(const SocketFile&) = delete;
  SocketFile& operator=(const SocketFile&) = delete;

  /// A descriptor of the same listener, which the caller closes. Throws ListenError.
  int anotherListener() const;

 private:
  std::string path_;
  int listener_;
};

}  // namespace rest::http
