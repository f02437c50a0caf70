#pragma once

#include <optional>
#include <string_view>

#include "http/message.hpp"

namespace rest::http {

struct Refusal {
  int status;
  std::string_view message;
};

/// What the parser lets through and we do not: requests that two programs could read in two ways (RFC
/// 9112 3.2, 6.1, 6.3), and more fields than any client needs. `isHttp11` is false for HTTP/1.0.
std::optional<Refusal> checkHead(const Request& request, bool isHttp11);

}  // namespace rest::http
