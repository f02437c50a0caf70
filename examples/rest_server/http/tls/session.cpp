// Ciphertext of a socket goes in, plain text comes out, and the other way. Refused, by alerts that OpenSSL sends: what
// TlsIdentity does not allow, records that were tampered with.
#include "http/tls/session.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <boost/asio/error.hpp>
#include <new>

#include "http/tls/pem_files.hpp"

namespace rest::http {

namespace net = boost::asio;

namespace {

constexpr std::size_t recordBytes = 16 * 1024;  // RFC 8446 5.1

}  // namespace

void TlsSession::Free::operator()(SSL* session) const noexcept {
  SSL_free(session);
}

TlsSession::TlsSession(const TlsIdentity& identity, int socket)
    : session_(SSL_new(identity.context())), verifiesClients_(identity.verifiesClients()) {
  if (!session_ || SSL_set_fd(session_.get(), socket) != 1) {
    ERR_clear_error();
    throw std::bad_alloc();
  }
}

TlsSession::error_code TlsSession::accept() {
  ERR_clear_error();
  const int outcome = SSL_accept(session_.get());
  isInOrder_ = outcome == 1;
  return isInOrder_ ? error_code() : errorOf(outcome);
}

std::size_t TlsSession::read(net::mutable_buffer room, error_code& error) {
  ERR_clear_error();
  std::size_t size = 0;
  const int outcome = SSL_read_ex(session_.get(), room.data(), room.size(), &size);
  error = outcome == 1 ? error_code() : errorOf(outcome);
  return size;
}

std::size_t TlsSession::write(std::span<const net::const_buffer> parts, error_code& error) {
  // One record, and one call of the kernel, for a head and a body.
  char record[recordBytes];
  const std::size_t gathered = net::buffer_copy(net::buffer(record), parts);
  error = {};
  if (gathered == 0) return 0;
  ERR_clear_error();
  std::size_t size = 0;
  const int outcome = SSL_write_ex(session_.get(), record, gathered, &size);
  if (outcome != 1) error = errorOf(outcome);
  return size;
}

std::string TlsSession::clientCertificate() const {
  const Certificate certificate(SSL_get1_peer_certificate(session_.get()));
  if (!certificate || (verifiesClients_ && SSL_get_verify_result(session_.get()) != X509_V_OK)) return {};
  const int size = i2d_X509(certificate.get(), nullptr);
  std::string der(static_cast<std::size_t>(std::max(size, 0)), '\0');
  auto* end = reinterpret_cast<unsigned char*>(der.data());
  if (i2d_X509(certificate.get(), &end) != size) der.clear();
  ERR_clear_error();
  return der;
}

void TlsSession::sayGoodbye() {
  if (!isInOrder_) return;
  ERR_clear_error();
  SSL_shutdown(session_.get());
  ERR_clear_error();
}

TlsSession::error_code TlsSession::errorOf(int outcome) {
  const int kind = SSL_get_error(session_.get(), outcome);
  ERR_clear_error();
  switch (kind) {
    case SSL_ERROR_WANT_READ:
      wants_ = Wants::read;
      return net::error::would_block;
    case SSL_ERROR_WANT_WRITE:
      wants_ = Wants::write;
      return net::error::would_block;
    case SSL_ERROR_ZERO_RETURN:
      return net::error::eof;
    default:
      // Also an end without close_notify, which anyone on the network path can cause (RFC 8446 6.1).
      isInOrder_ = false;
      return net::error::connection_aborted;
  }
}

}  // namespace rest::http
