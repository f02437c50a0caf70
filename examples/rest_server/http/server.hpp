#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "budget/request_budget.hpp"
#include "http/handler.hpp"
#include "http/listen_error.hpp"
#include "http/tls/identity.hpp"
#include "http/traffic.hpp"

namespace rest::http {

struct Limits {
  std::uint32_t headBytes = 16 * 1024;
  std::uint64_t bodyBytes = 1024 * 1024;
  std::size_t connections = 10'000;
  std::size_t waitingWork = 1'000;   ///< requests that wait for a thread
  std::size_t heldRequests = 1'000;  ///< requests whose answer is provisional; more get that answer at once
  std::size_t unreadBytes = std::size_t{256} * 1024 * 1024;  ///< of all answers that clients have yet to read

  RequestLimits work{};  ///< of one request

  std::chrono::milliseconds head{
      10'000};  ///< from a request's first byte to the end of its head; also to the first byte, TLS handshake and all
  std::chrono::milliseconds body{20'000};   ///< the whole body
  std::chrono::milliseconds write{30'000};  ///< the whole answer, or a piece of a streamed one
  std::chrono::milliseconds idle{60'000};   ///< between two requests of a connection
  std::chrono::milliseconds linger{1'000};  ///< how long the rest of a refused body is thrown away
  std::chrono::milliseconds hold{2'000};    ///< of a request whose answer is provisional
  std::chrono::milliseconds queue{300};     ///< longest wait for others to leave a thread, before 503
  std::chrono::milliseconds drain{25'000};  ///< for requests in flight when the server stops
  std::chrono::milliseconds farewell{500};  ///< how long a waiting connection may still send a request then
};

/// What the log says of each request.
enum class RequestLog {
  nothing,
  line,          ///< method, path, status, time, size, the client's address
  lineWithUser,  ///< and the user's name
};

struct Address {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8080;  ///< 0: any free one
  std::string socketFile{};   ///< a Unix socket in place of both
};

struct HttpsOptions {
  Address address{"127.0.0.1", 4443};
  std::shared_ptr<const CurrentTlsIdentity> identity;
  std::optional<std::chrono::seconds> hstsMaxAge{};  ///< Strict-Transport-Security (RFC 6797) with every answer
};

/// Requests by HTTP are redirected to HTTPS.
struct Redirect {
  std::uint16_t port = 0;  ///< 0: the one that HTTPS listens on; others where ports are mapped on the way
};

/// One of http and https is there at least, and https where there is a redirect.
struct ServerOptions {
  std::optional<Address> http = Address{};
  std::optional<HttpsOptions> https{};
  std::optional<Redirect> redirect{};
  std::size_t ioThreads = 1;
  std::size_t workThreads = 16;
  bool gzip = true;  ///< bodies are coded for clients that take it
  RequestLog requestLog = RequestLog::nothing;
  std::function<void()> onHangup{};  ///< called for each SIGHUP, on a thread of the server's
  Limits limits{};
};

/// An HTTP/1.1 server: a listener, an event loop and its connections for each I/O thread, and a pool for what blocks.
class Server {
 public:
  /// Listens from here on; serves from run(). Throws ListenError. The handler must outlive the server.
  Server(ServerOptions options, Handler& handler);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// The port that is listened on for this; 0: none.
  std::uint16_t port(Scheme scheme = Scheme::http) const noexcept;

  /// From any thread.
  ServerReport report() const;

  /// What run() leaves behind.
  enum class Ending {
    whole,
    workIsLeft,  ///< work did not end when it was given up after the drain time; the destructor would wait for it
  };

  /// Serves until SIGINT or SIGTERM, then answers what is in flight within the drain time and returns.
  Ending run();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rest::http
