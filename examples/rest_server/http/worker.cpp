// Addresses go in, their connections are accepted and served on one thread. Refused: connections beyond the limit.
#include "http/worker.hpp"

#include <netinet/tcp.h>
#include <sys/socket.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <exception>

#include "http/last_handshakes.hpp"
#include "http/wake_ups.hpp"
#include "log.hpp"

namespace rest::http {
namespace {

using namespace std::chrono_literals;
constexpr auto clockStroke = 50ms;
constexpr auto lastHandshakes = 10ms;  // for those that have been begun when the server stops
using boost::system::error_code;
using ReusePort = net::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;
using UnsentBytes = net::detail::socket_option::integer<IPPROTO_TCP, TCP_NOTSENT_LOWAT>;
// What the kernel holds of an answer whose reader is slow; it would take four megabytes.
constexpr int unsentBytes = 128 * 1024;

void logEscaped(const std::exception_ptr& escaped) {
  if (!escaped) return;
  try {
    std::rethrow_exception(escaped);
  } catch (const std::exception& exception) {
    logLine(std::string("a connection ended: ") + exception.what());
  }
}

}  // namespace

// A worker's sockets are its thread's alone; what comes from other threads is posted. So the reactor needs no locks.
Worker::Worker(Shared& shared, std::span<const Endpoint> endpoints)
    : shared_(shared), context_(BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO), wakeUps_(std::make_shared<WakeUps>(context_)) {
  for (const Endpoint& endpoint : endpoints) listen(endpoint);
}

Worker::~Worker() {
  wakeUps_->close();
}

void Worker::listen(const Endpoint& endpoint) {
  Listener& listener = listeners_.emplace_back(Listener{endpoint.scheme, Acceptor(context_)});
  if (endpoint.file) {
    listener.acceptor.assign(Protocol(AF_UNIX, 0), endpoint.file->anotherListener());
  } else {
    listener.acceptor.open(endpoint.address.protocol());
    listener.acceptor.set_option(net::socket_base::reuse_address(true));
    listener.acceptor.set_option(ReusePort(true));
    listener.acceptor.bind(endpoint.address);
    listener.acceptor.listen(mostWaiting);
  }
  net::co_spawn(context_, acceptConnections(listener), logEscaped);
}

Task<void> Worker::acceptConnections(Listener& listener) {
  Timer pause(context_);
  while (listener.acceptor.is_open()) {
    auto [error, socket] = co_await listener.acceptor.async_accept(awaitTuple);
    if (!error) {
      admit(std::move(socket), listener.scheme);
    } else if (listener.acceptor.is_open()) {
      // No descriptor is free (EMFILE): another try at once would only spin.
      pause.expires_after(50ms);
      co_await pause.async_wait(awaitTuple);
    }
  }
}

void Worker::admit(Socket socket, Scheme scheme) {
  if (shared_.connections.fetch_add(1) >= shared_.options.limits.connections) {
    --shared_.connections;
    return;
  }
  error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  socket.set_option(UnsentBytes(unsentBytes), ignored);
  socket.non_blocking(true, ignored);
  net::co_spawn(context_, serveConnection(*this, std::move(socket), scheme), logEscaped);
}

// Clients in the listener's queue have been told that the connection is open.
void Worker::closeOnceEmpty(Listener& listener) {
  error_code error;
  listener.acceptor.non_blocking(true, error);
  while (!error) {
    Socket socket(context_);
    listener.acceptor.accept(socket, error);
    if (!error) admit(std::move(socket), listener.scheme);
  }
  listener.acceptor.close(error);
}

void Worker::add(Connection& connection) {
  connections_.insert(&connection);
  if (clockRuns_) return;
  clockRuns_ = true;
  net::co_spawn(context_, strikeClock(), logEscaped);
}

Task<void> Worker::strikeClock() {
  Timer stroke(context_);
  while (!connections_.empty()) {
    stroke.expires_after(clockStroke);
    co_await stroke.async_wait(awaitTuple);
    const auto now = std::chrono::steady_clock::now();
    for (Connection* connection : connections_) strike(*connection, now);
  }
  clockRuns_ = false;
}

void Worker::stop() {
  net::post(context_, [this] {
    if (stopping_) return end();
    stopping_ = true;
    for (Listener& listener : listeners_) takeLastHandshakes(listener.acceptor.native_handle());
    net::co_spawn(context_, drain(), logEscaped);
  });
}

Task<void> Worker::drain() {
  const auto latest = std::chrono::steady_clock::now() + shared_.options.limits.drain;
  Timer pause(context_);
  pause.expires_after(lastHandshakes);
  co_await pause.async_wait(awaitTuple);
  for (Listener& listener : listeners_) closeOnceEmpty(listener);
  for (Connection* connection : connections_) sayFarewell(*connection);
  do {
    pause.expires_after(20ms);
    co_await pause.async_wait(awaitTuple);
  } while (!connections_.empty() && std::chrono::steady_clock::now() < latest);
  end();
}

void Worker::end() {
  for (Connection* connection : connections_) giveUp(*connection);
  context_.stop();
}

}  // namespace rest::http
