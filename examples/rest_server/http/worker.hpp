#pragma once

// One event loop with its listeners and connections. Everything in a Worker happens on its own thread, apart from the
// counters in Shared. Only http/*.cpp include this header.

#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <list>
#include <memory>
#include <set>
#include <span>

#include "budget/request_budget.hpp"
#include "http/content_coding.hpp"
#include "http/handler.hpp"
#include "http/response_head.hpp"
#include "http/server.hpp"
#include "http/socket_file.hpp"
#include "http/traffic.hpp"

namespace rest::http {

namespace net = boost::asio;
using tcp = net::ip::tcp;

// The executor by its type: an any_io_executor costs a virtual call or two at every step.
using Executor = net::io_context::executor_type;
using Protocol = net::generic::stream_protocol;  // TCP, or a Unix socket
using Socket = net::basic_stream_socket<Protocol, Executor>;
using Acceptor = net::basic_socket_acceptor<Protocol, Executor>;
using Timer =
    net::basic_waitable_timer<std::chrono::steady_clock, net::wait_traits<std::chrono::steady_clock>, Executor>;
template <class Result>
using Task = net::awaitable<Result, Executor>;
inline constexpr net::as_tuple_t<net::use_awaitable_t<Executor>> awaitTuple{net::use_awaitable_t<Executor>{}};

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
  std::atomic<std::size_t> busyThreads{0};
  std::atomic<std::size_t> heldRequests{0};
  std::atomic<std::size_t> unreadBytes{0};
  std::atomic<std::uint64_t> failedHandshakes{0};
  std::uint16_t redirectPort = 0;  ///< set before there are workers
};

/// An address and what is spoken there.
struct Endpoint {
  Scheme scheme;
  tcp::endpoint address{};
  std::shared_ptr<const SocketFile> file{};  ///< in place of the address
};

class WakeUps;

class Worker {
 public:
  Worker(Shared& shared, std::span<const Endpoint> endpoints);
  ~Worker();

  void run() { context_.run(); }
  /// From any thread: closes the listeners once every client in their queues has been let in, and ends the connections.
  void stop();

  Shared& shared() noexcept { return shared_; }
  HttpDate& date() noexcept { return date_; }
  TrafficCounters& traffic() noexcept { return traffic_; }
  bool isStopping() const noexcept { return stopping_; }
  const std::shared_ptr<WakeUps>& wakeUps() const noexcept { return wakeUps_; }

  void add(Connection& connection);
  void remove(Connection& connection) { connections_.erase(&connection); }

 private:
  struct Listener {
    Scheme scheme;
    Acceptor acceptor;
  };

  void listen(const Endpoint& endpoint);
  Task<void> acceptConnections(Listener& listener);
  Task<void> strikeClock();
  Task<void> drain();
  void end();
  void admit(Socket socket, Scheme scheme);
  void closeOnceEmpty(Listener& listener);

  Shared& shared_;
  HttpDate date_;
  TrafficCounters traffic_;
  std::set<Connection*> connections_;  // before the context: connections that it ends take themselves out
  net::io_context context_;
  std::shared_ptr<WakeUps> wakeUps_;
  std::list<Listener> listeners_;
  bool stopping_ = false;
  bool clockRuns_ = false;
};

/// Serves one connection to its end (connection.cpp).
Task<void> serveConnection(Worker& worker, Socket socket, Scheme scheme);

/// Tells a connection that the server stops: it answers what it has, or is closed.
void sayFarewell(Connection& connection);

/// Tells a connection the time, so that it ends what takes too long, or what no client waits for.
void strike(Connection& connection, std::chrono::steady_clock::time_point now);

/// Ends the work of a connection's request.
void giveUp(Connection& connection);

using Budget = std::shared_ptr<RequestBudget>;

/// Runs the work on the pool, on the request's budget, and comes back; an answer of 503 when no thread is free in time,
/// of 500 when it throws. The body is coded on the way, where that is wished and worth it.
Task<Response> runBlocking(Shared& shared, Budget budget, const BlockingWork& work, GzipWish wish);

/// Codes the answer's body on the pool.
Task<void> codeOnPool(Shared& shared, Response& response);

/// The next piece of a body, made on the pool; nothing when the source threw, which is logged.
Task<std::optional<std::string>> pullPiece(Shared& shared, Budget budget, BodySource& source);

/// Ends a source on the pool, for what it holds (a cursor of a database) may block at its end.
void releaseSource(Shared& shared, BodySource source);

}  // namespace rest::http
