#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.hpp"
#include "http/request_rules.hpp"

namespace rest::http {

struct ParserLimits {
  std::uint32_t headBytes = 16 * 1024;
  std::uint64_t bodyBytes = 1024 * 1024;
};

/// Reads one request out of bytes as they come. It knows no socket: the owner of one puts in what was read. Not
/// thread-safe.
class RequestParser {
 public:
  RequestParser(const ParserLimits& limits, std::string clientAddress, Scheme scheme);
  ~RequestParser();
  RequestParser(const RequestParser&) = delete;
  RequestParser& operator=(const RequestParser&) = delete;

  /// Of the connection, for each of its requests.
  void setClientCertificate(std::string der);

  /// Makes ready for the next request of a connection. What request() gave is no longer valid.
  void reset();

  /// How many of the bytes were taken; the others, with more after them, are put in the next time. Stops at the end of
  /// the head, which is then looked at, and at the end of the body.
  std::size_t put(std::string_view bytes);
  /// Tells that nothing will follow.
  void putEnd();

  bool isHeadDone() const noexcept;
  bool isDone() const noexcept;
  /// What cannot be taken, and ends the connection.
  const std::optional<Refusal>& refusal() const noexcept;

  bool isHttp11() const noexcept;
  bool wantsKeepAlive() const noexcept;
  bool expectsContinue() const noexcept;

  /// What the handler found in the head.
  void keep(std::shared_ptr<const void> found) noexcept;

  /// The head once it is done, the body once that is; of a refused request its first line, if that could be read.
  const Request& request() noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rest::http
