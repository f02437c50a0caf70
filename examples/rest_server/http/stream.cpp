// A socket goes in, what its client sends comes out, and the other way, by one interface with TLS and without. GCC 12
// miscompiles a co_await inside ?: and &&, so each one stands in a statement of its own.
#include "http/stream.hpp"

#include <poll.h>

namespace rest::http {

using boost::system::error_code;

Stream::Peer Stream::peer() {
  pollfd looked{socket_.native_handle(), POLLRDHUP, 0};
  if (::poll(&looked, 1, 0) <= 0) return Peer::there;
  return (looked.revents & (POLLERR | POLLHUP)) != 0 ? Peer::gone : Peer::sentItsEnd;
}

Task<Stream::Greeting> Stream::greeting() {
  const auto [waited] = co_await socket_.async_wait(Socket::wait_read, awaitTuple);
  unsigned char first = 0;
  error_code error = waited;
  if (!error) socket_.receive(net::buffer(&first, 1), net::socket_base::message_peek, error);
  if (error) co_return Greeting::nothing;
  // RFC 8446 5.1: a handshake begins with 22. A method of HTTP begins with a letter.
  const bool isLetter = (first >= 'A' && first <= 'Z') || (first >= 'a' && first <= 'z');
  co_return isLetter ? Greeting::plainText : Greeting::tls;
}

Task<error_code> Stream::shakeHands(const TlsIdentity& identity) {
  session_.emplace(identity, socket_.native_handle());
  error_code error = session_->accept();
  while (error == net::error::would_block) {
    error = co_await untilSessionMay();
    if (error) break;
    error = session_->accept();
  }
  co_return error;
}

Task<error_code> Stream::read(boost::beast::flat_buffer& buffer, std::size_t atMost) {
  if (!session_) {
    const auto [error, size] = co_await socket_.async_read_some(buffer.prepare(atMost), awaitTuple);
    buffer.commit(size);
    co_return error;
  }
  while (true) {
    error_code error;
    buffer.commit(session_->read(buffer.prepare(atMost), error));
    if (error != net::error::would_block) co_return error;
    error = co_await untilSessionMay();
    if (error) co_return error;
  }
}

std::size_t Stream::write(const Parts& parts, error_code& error) {
  if (session_) return session_->write(parts, error);
  // An answer without a body: a gather of one part costs the kernel more.
  const bool isOnePart = net::buffer_size(parts) == parts.front().size();
  return isOnePart ? socket_.write_some(parts.front(), error) : socket_.write_some(parts, error);
}

Task<error_code> Stream::untilSessionMay() {
  const bool wantsToWrite = session_->wants() == TlsSession::Wants::write;
  const auto [error] = co_await socket_.async_wait(wantsToWrite ? Socket::wait_write : Socket::wait_read, awaitTuple);
  co_return error;
}

error_code Stream::finish() {
  if (session_) session_->sayGoodbye();
  session_.reset();
  error_code error;
  socket_.shutdown(net::socket_base::shutdown_send, error);
  return error;
}

void Stream::abort() {
  session_.reset();
  error_code ignored;
  socket_.set_option(net::socket_base::linger(true, 0), ignored);
  socket_.close(ignored);
}

}  // namespace rest::http
