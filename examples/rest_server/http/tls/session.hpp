#pragma once

#include <openssl/types.h>

#include <boost/asio/buffer.hpp>
#include <boost/system/error_code.hpp>
#include <memory>
#include <span>
#include <string>

#include "http/tls/identity.hpp"

namespace rest::http {

/// The server's end of one TLS connection over a socket that does not block. Each step goes as far as the socket lets
/// it; would_block asks for the same step again once the socket is ready for what wants() says. Not thread-safe.
class TlsSession {
 public:
  enum class Wants { read, write };
  using error_code = boost::system::error_code;

  /// The identity need not outlive it.
  TlsSession(const TlsIdentity& identity, int socket);

  /// The handshake. Any error but would_block ends it; the client has been told by an alert.
  error_code accept();

  /// What a client has sent; eof once it has said that nothing follows.
  std::size_t read(boost::asio::mutable_buffer room, error_code& error);

  /// Sends the first bytes of these parts, as many as one record holds. After would_block the same bytes come again.
  std::size_t write(std::span<const boost::asio::const_buffer> parts, error_code& error);

  /// Tells the client that nothing follows (close_notify), if the session is in order and the socket takes it.
  void sayGoodbye();

  /// After the handshake: the DER of the client's certificate, whose key it proved to hold; empty when it has none that
  /// counts.
  std::string clientCertificate() const;

  Wants wants() const noexcept { return wants_; }

 private:
  struct Free {
    void operator()(SSL* session) const noexcept;
  };

  error_code errorOf(int outcome);

  std::unique_ptr<SSL, Free> session_;
  Wants wants_ = Wants::read;
  bool verifiesClients_;
  bool isInOrder_ = false;  ///< the handshake is done, and nothing has failed
};

}  // namespace rest::http
