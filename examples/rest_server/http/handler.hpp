#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <variant>

#include "http/message.hpp"

namespace rest::http {

/// The part of an answer that may block; it is run on another thread, once, while the request is still there.
using BlockingWork = std::function<Response()>;

/// What a handler says of a head whose body is still to come.
struct HeadVerdict {
  std::optional<Response> refusal{};    ///< the body is not read
  std::shared_ptr<const void> found{};  ///< comes back in the request
};

/// What answers requests. Safe for any number of threads.
class Handler {
 public:
  virtual ~Handler() = default;

  /// Called on an I/O thread: must not block. Yields the answer, or the work that makes it. What this or the work
  /// throws becomes a 500. Called again after a provisional answer.
  virtual std::variant<Response, BlockingWork> handle(const Request& request) = 0;

  /// Called on an I/O thread, before a body is read. Must not throw.
  virtual HeadVerdict lookAtHead(const Request&) { return {}; }

  /// The answer to what is not handled: no request, too large, too slow, too many, asked at another place (308).
  /// `message` is for the client.
  virtual Response refuse(int status, std::string_view message) = 0;
};

}  // namespace rest::http
