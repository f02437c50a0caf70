// Options and a handler go in; an HTTP server runs until it is told to stop. Refused at construction: an address that
// cannot be listened on.
#include "http/server.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <chrono>
#include <csignal>
#include <future>
#include <thread>
#include <vector>

#include "http/worker.hpp"

namespace rest::http {
namespace {

constexpr std::chrono::seconds lastWork{1};  // for work that was given up with the last connections

tcp::endpoint resolve(net::io_context& context, const Address& address) {
  tcp::resolver resolver(context);
  return *resolver.resolve(address.host, std::to_string(address.port), tcp::resolver::passive).begin();
}

// Several listeners share one port (SO_REUSEPORT), so a second server would share it too, and each would get half of
// the requests. One listener without that option finds out whether the port is free, and holds it until it is
// destroyed.
tcp::acceptor probe(net::io_context& context, const Address& address) {
  try {
    const tcp::endpoint endpoint = resolve(context, address);
    tcp::acceptor acceptor(context);
    acceptor.open(endpoint.protocol());
    acceptor.set_option(net::socket_base::reuse_address(true));
    acceptor.bind(endpoint);
    acceptor.listen();
    return acceptor;
  } catch (const boost::system::system_error& error) {
    throw ListenError("cannot listen on " + address.host + ":" + std::to_string(address.port) + ": " +
                      error.code().message());
  }
}

std::vector<Endpoint> claim(net::io_context& context, const ServerOptions& options) {
  std::vector<Endpoint> endpoints;
  std::vector<tcp::acceptor> probes;
  const auto claimOne = [&](Scheme scheme, const Address& address) {
    if (!address.socketFile.empty()) {
      endpoints.push_back({scheme, {}, std::make_shared<const SocketFile>(address.socketFile)});
      return;
    }
    probes.push_back(probe(context, address));
    endpoints.push_back({scheme, probes.back().local_endpoint()});
  };
  if (options.http) claimOne(Scheme::http, *options.http);
  if (options.https) claimOne(Scheme::https, options.https->address);
  return endpoints;
}

}  // namespace

struct Server::State {
  State(ServerOptions options, Handler& handler)
      : shared(std::move(options), handler), endpoints(claim(signals, shared.options)) {
    if (const auto& redirect = shared.options.redirect) {
      shared.redirectPort = redirect->port != 0 ? redirect->port : port(Scheme::https);
    }
    try {
      for (std::size_t i = 0; i < shared.options.ioThreads; ++i) {
        workers.push_back(std::make_unique<Worker>(shared, endpoints));
      }
    } catch (const boost::system::system_error& error) {
      throw ListenError("cannot listen: " + error.code().message());
    }
  }

  std::uint16_t port(Scheme scheme) const noexcept {
    for (const Endpoint& endpoint : endpoints) {
      if (endpoint.scheme == scheme && !endpoint.file) return endpoint.address.port();
    }
    return 0;
  }

  /// Whether the pool's work ends within this time; it goes on if not.
  bool joinsWithin(std::chrono::seconds time) {
    std::promise<void> joined;
    std::future<void> end = joined.get_future();
    joining = std::thread([this, joined = std::move(joined)]() mutable {
      shared.pool.join();
      joined.set_value();
    });
    return end.wait_for(time) == std::future_status::ready;
  }

  void stopWorkers() {
    for (const auto& worker : workers) worker->stop();
  }

  Shared shared;
  net::io_context signals{1};
  // Caught from here on: who has read that the server listens may end it before run() is reached.
  net::signal_set signalSet{signals, SIGINT, SIGTERM};
  net::signal_set hangups{signals, SIGHUP};
  const std::vector<Endpoint> endpoints;
  std::vector<std::unique_ptr<Worker>> workers;
  std::thread joining;
};

Server::Server(ServerOptions options, Handler& handler)
    : state_(std::make_unique<State>(std::move(options), handler)) {}

Server::~Server() {
  if (state_->joining.joinable()) state_->joining.join();
  state_->shared.pool.join();
}

std::uint16_t Server::port(Scheme scheme) const noexcept {
  return state_->port(scheme);
}

ServerReport Server::report() const {
  const Shared& shared = state_->shared;
  ServerReport report{{},
                      shared.connections,
                      shared.options.workThreads,
                      shared.busyThreads,
                      shared.waitingWork,
                      shared.failedHandshakes};
  if (const auto& https = shared.options.https) report.certificateGoodUntil = https->identity->get()->goodUntil();
  for (const auto& worker : state_->workers) report.traffic.add(worker->traffic().read());
  return report;
}

Server::Ending Server::run() {
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
  return state_->joinsWithin(lastWork) ? Ending::whole : Ending::workIsLeft;
}

}  // namespace rest::http
