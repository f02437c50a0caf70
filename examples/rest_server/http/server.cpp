// Options and a handler go in; an HTTP server runs until it is told to stop. Refused at construction: an address that
// cannot be listened on.
#include "http/server.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <thread>
#include <vector>

#include "http/worker.hpp"

namespace rest::http {
namespace {

tcp::endpoint resolve(net::io_context& context, const ServerOptions& options) {
  tcp::resolver resolver(context);
  return *resolver.resolve(options.host, std::to_string(options.port), tcp::resolver::passive).begin();
}

// Several listeners share one port (SO_REUSEPORT), so a second server would share it too, and each would get half of
// the requests. One listener without that option finds out whether the port is free.
tcp::endpoint claim(net::io_context& context, const tcp::endpoint& endpoint) {
  tcp::acceptor probe(context);
  probe.open(endpoint.protocol());
  probe.set_option(net::socket_base::reuse_address(true));
  probe.bind(endpoint);
  probe.listen();
  return probe.local_endpoint();
}

}  // namespace

struct Server::State {
  State(ServerOptions options, Handler& handler) : shared(std::move(options), handler) {
    try {
      const tcp::endpoint endpoint = claim(signals, resolve(signals, shared.options));
      port = endpoint.port();
      for (std::size_t i = 0; i < shared.options.ioThreads; ++i) {
        workers.push_back(std::make_unique<Worker>(shared, endpoint));
      }
    } catch (const boost::system::system_error& error) {
      throw ListenError("cannot listen on " + shared.options.host + ":" + std::to_string(shared.options.port) + ": " +
                        error.code().message());
    }
  }

  void stopWorkers() {
    for (const auto& worker : workers) worker->stop();
  }

  Shared shared;
  net::io_context signals{1};
  // Caught from here on: who has read that the server listens may end it before run() is reached.
  net::signal_set signalSet{signals, SIGINT, SIGTERM};
  net::signal_set hangups{signals, SIGHUP};
  std::uint16_t port = 0;
  std::vector<std::unique_ptr<Worker>> workers;
};

Server::Server(ServerOptions options, Handler& handler)
    : state_(std::make_unique<State>(std::move(options), handler)) {}

Server::~Server() {
  state_->shared.pool.join();
}

std::uint16_t Server::port() const noexcept {
  return state_->port;
}

ServerReport Server::report() const {
  const Shared& shared = state_->shared;
  ServerReport report{{}, shared.connections, shared.options.workThreads, shared.busyThreads, shared.waitingWork};
  for (const auto& worker : state_->workers) report.traffic.add(worker->traffic().read());
  return report;
}

void Server::run() {
  // The first signal asks the workers to finish, the second one makes them.
  net::signal_set& signals = state_->signalSet;
  std::function<void(const boost::system::error_code&, int)> onSignal = [&](const auto& error, int) {
    if (error) return;
    state_->stopWorkers();
    signals.async_wait(onSignal);
  };
  signals.async_wait(onSignal);
  std::function<void(const boost::system::error_code&, int)> onHangup = [&](const auto& error, int) {
    if (error) return;
    if (const auto& handler = state_->shared.options.onHangup) handler();
    state_->hangups.async_wait(onHangup);
  };
  state_->hangups.async_wait(onHangup);
  std::thread signalThread([this] { state_->signals.run(); });

  std::vector<std::thread> threads;
  for (const auto& worker : state_->workers) threads.emplace_back([&worker] { worker->run(); });
  for (std::thread& thread : threads) thread.join();
  state_->signals.stop();
  signalThread.join();
  // Work that still runs looks at requests that the workers hold.
  state_->shared.pool.join();
}

}  // namespace rest::http
