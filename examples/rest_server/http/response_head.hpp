#pragma once

#include <ctime>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace rest::http {

/// The time as a Date field has it (RFC 9110 5.6.7), made once a second. Not thread-safe.
class HttpDate {
 public:
  std::string_view text(std::time_t now = std::time(nullptr));

 private:
  std::time_t second_ = -1;
  char text_[32] = {};
  std::size_t size_ = 0;
};

/// How the end of a body is found (RFC 9112 6.3).
enum class Framing {
  none,     ///< there is no body, and nothing is said of one
  length,   ///< Content-Length
  chunked,  ///< Transfer-Encoding
  close,    ///< the end of the connection: HTTP/1.0, whose clients know no chunks
};

struct HeadFacts {
  Framing framing = Framing::length;
  std::size_t bodyBytes = 0;  ///< for Framing::length
  bool isHttp11 = true;
  bool keepAlive = true;
};

/// Appends the status line, the fields and the empty line after them.
void appendHead(std::string& out, const Response& response, const HeadFacts& facts, std::string_view date);

}  // namespace rest::http
