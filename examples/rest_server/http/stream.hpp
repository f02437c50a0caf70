#pragma once

#include <array>
#include <boost/beast/core/flat_buffer.hpp>
#include <optional>
#include <string>

#include "http/tls/session.hpp"
#include "http/worker.hpp"

namespace rest::http {

/// The bytes of one client: as they come, or through TLS once a handshake has been made. Waiting is ended by
/// socket().cancel(). Not thread-safe.
class Stream {
 public:
  using error_code = boost::system::error_code;
  using Parts = std::array<net::const_buffer, 4>;

  /// What a client that should begin with a handshake began with.
  enum class Greeting { tls, plainText, nothing };

  explicit Stream(Socket socket) : socket_(std::move(socket)) {}

  Socket& socket() noexcept { return socket_; }
  bool isSecure() const noexcept { return session_.has_value(); }

  /// DER; empty when the client has shown none.
  std::string clientCertificate() const { return session_ ? session_->clientCertificate() : std::string(); }

  /// What is known of the client without reading.
  enum class Peer {
    there,
    sentItsEnd,  ///< it sends no more, and may still read, or has closed: what is sent next tells
    gone,
  };
  Peer peer();

  /// Waits for the first byte, and leaves it where it is.
  Task<Greeting> greeting();

  /// Makes the stream a secure one. The identity need not outlive it.
  Task<error_code> shakeHands(const TlsIdentity& identity);

  /// Appends what has come to the buffer.
  Task<error_code> read(boost::beast::flat_buffer& buffer, std::size_t atMost);

  /// How many bytes of the parts were taken; would_block when none can be now.
  std::size_t write(const Parts& parts, error_code& error);

  /// Until write() is worth another try.
  auto untilWritable() { return socket_.async_wait(Socket::wait_write, awaitTuple); }

  /// Tells the client that nothing follows. What it still sends may be read and thrown away.
  error_code finish();

  /// Cuts the connection off, so that the client cannot take what it has for the whole.
  void abort();

 private:
  Task<error_code> untilSessionMay();

  Socket socket_;
  std::optional<TlsSession> session_;
};

}  // namespace rest::http
