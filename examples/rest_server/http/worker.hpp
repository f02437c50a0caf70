#pragma once

// One event loop with its listener and connections. Everything in a Worker happens on its own thread, apart from the
// counters in Shared. Only http/*.cpp include this header.

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <set>

#include "http/handler.hpp"
#include "http/server.hpp"

namespace rest::http {

namespace net = boost::asio;
using tcp = net::ip::tcp;

class Connection;

/// What all workers have in common.
struct Shared {
  Shared(ServerOptions given, Handler& handling)
      : options(std::move(given)), handler(handling), pool(options.workThreads) {}

  const ServerOptions options;
  Handler& handler;
  net::thread_pool pool;
  std::atomic<std::size_t> connections{0};
  std::atomic<std::size_t> waitingWork{0};
};

class Worker {
 public:
  Worker(Shared& shared, const tcp::endpoint& endpoint);

  void run() { context_.run(); }
  /// From any thread: closes the listener once everybody in its queue has been let in, and ends the connections.
  void stop();

  net::io_context& context() noexcept { return context_; }
  Shared& shared() noexcept { return shared_; }
  bool isStopping() const noexcept { return stopping_; }

  void add(Connection& connection) { connections_.insert(&connection); }
  void remove(Connection& connection) { connections_.erase(&connection); }

 private:
  net::awaitable<void> acceptConnections();
  void admit(tcp::socket socket);
  net::awaitable<void> drain();

  Shared& shared_;
  std::set<Connection*> connections_;  // before the context: connections that it ends take themselves out
  net::io_context context_{1};
  tcp::acceptor acceptor_{context_};
  bool stopping_ = false;
};

/// Serves one connection to its end (connection.cpp, the one file with Beast's templates).
net::awaitable<void> serveConnection(Worker& worker, tcp::socket socket);

/// Tells a connection that the server stops: it answers what it has, or is closed.
void sayFarewell(Connection& connection);

/// Runs the work on the pool and comes back; an answer of 503 when no thread is free in time, of 500 when it throws.
net::awaitable<Response> runBlocking(Shared& shared, const BlockingWork& work);

}  // namespace rest::http
