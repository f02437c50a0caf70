#pragma once

// A server with limits that a test can wait for, a handler whose answers show what the server does, a client on a bare
// socket.

#include <unistd.h>

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <csignal>
#include <future>
#include <thread>

#include "http/handler.hpp"
#include "http/server.hpp"
#include "tests/support/catch.hpp"

namespace rest::http {

using namespace std::chrono_literals;
namespace net = boost::asio;
using net::ip::tcp;

/// What a streamed answer does, seen from the store's side.
struct SourceCounts {
  std::atomic<int> pulled{0};
  std::atomic<int> released{0};
};

/// Pieces of one size, as often as they are asked for; counts, and tells when it is let go.
class CountedSource {
 public:
  CountedSource(SourceCounts& stream, int pieces, std::size_t size)
      : state_(std::make_shared<State>(stream)), pieces_(pieces), size_(size) {}

  std::string operator()() {
    lookAtTime();
    if (pieces_-- == 0) return {};
    ++state_->stream.pulled;
    return std::string(size_, 'x');
  }

 private:
  struct State {
    explicit State(SourceCounts& counted) : stream(counted) {}
    ~State() { ++stream.released; }
    SourceCounts& stream;
  };
  std::shared_ptr<State> state_;
  int pieces_;
  std::size_t size_;
};

/// /for-now is answered for now until it was asked for `heldUntil` times. /fast answers at once, /work on the pool,
/// /held on the pool once it is let go, /given-up on the pool when it is given up; /bad and /bad-work throw; /large is
/// more than any socket's buffer. /stream is "begin" and three pieces, /endless goes on for ever, /cut throws after two
/// pieces.
class TestHandler : public Handler {
 public:
  std::variant<Response, BlockingWork> handle(const Request& request) override {
    if (request.target == "/found") {
      return answer(200, request.found ? *static_cast<const std::string*>(request.found.get()) : "nothing found");
    }
    if (request.target == "/bad") throw std::runtime_error("as asked for");
    if (request.target == "/bad-work") return [] { return fail(); };
    if (request.target == "/work") return [] { return answer(200, "done"); };
    if (request.target == "/page") return answer(200, std::string(10'000, 'x'));
    if (request.target == "/page-work") return [] { return answer(200, std::string(10'000, 'x')); };
    if (request.target == "/large") return answer(200, std::string(64 * 1024 * 1024, 'x'));
    if (request.target == "/held") {
      return [this] {
        ++held;
        released_.wait();
        return answer(200, "let go");
      };
    }
    if (request.target == "/given-up") {
      return [this]() -> Response {
        ++working;
        try {
          for (;; std::this_thread::sleep_for(1ms)) lookAtTime();
        } catch (const BudgetSpent&) {
          ++givenUp;
          throw;
        }
      };
    }
    if (request.target == "/for-now") {
      if (!request.mayBeHeld) return answer(503, "for good");
      if (++asked >= heldUntil) return answer(200, "held no longer");
      Response response = answer(503, "for now");
      response.whenSettled = [this](std::function<void()> resume) {
        if (settles) return resume();
        const std::lock_guard lock(mutex_);
        resumes_.push_back(std::move(resume));
      };
      return response;
    }
    if (request.target == "/stream") return [this] { return streamed(CountedSource(stream, 3, 5)); };
    if (request.target == "/endless") {
      return [this] {
        const std::lock_guard lock(mutex_);
        streamBudget_ = RequestBudget::current();
        return streamed(CountedSource(stream, -1, 100'000));
      };
    }
    if (request.target == "/cut") {
      return [this] {
        return streamed([source = CountedSource(stream, 2, 5)]() mutable {
          std::string piece = source();
          return piece.empty() ? throw std::runtime_error("as asked for") : piece;
        });
      };
    }
    return answer(200, "fast");
  }

  /// /no-body is refused by its head; what was found is looked for by /found.
  HeadVerdict lookAtHead(const Request& request) override {
    ++heads;
    if (request.target == "/no-body") return {answer(401, "not read"), nullptr};
    return {std::nullopt, std::make_shared<const std::string>("found in the head")};
  }

  Response refuse(int status, std::string_view message) override { return answer(status, message); }

  void release() { release_.set_value(); }

  std::atomic<int> held{0};
  std::atomic<int> heads{0};  ///< that were looked at before their body
  std::atomic<int> working{0}, givenUp{0};
  std::atomic<int> asked{0}, heldUntil{1'000'000};
  std::atomic<bool> settles{false};

  std::function<void()> takeResume() {
    for (;;) {
      const std::lock_guard lock(mutex_);
      if (!resumes_.empty()) return std::exchange(resumes_.front(), nullptr);
    }
  }

  /// As another thread does when the answer has settled.
  void settle() {
    std::vector<std::function<void()>> resumes;
    {
      const std::lock_guard lock(mutex_);
      resumes.swap(resumes_);
    }
    for (const auto& resume : resumes) resume();
  }
  SourceCounts stream;
  /// Of /endless, once it has begun.
  std::shared_ptr<RequestBudget> streamBudget() {
    const std::lock_guard lock(mutex_);
    return streamBudget_;
  }

 private:
  static Response streamed(BodySource rest) { return {200, {}, "begin", std::move(rest)}; }
  static Response answer(int status, std::string_view body) { return Response{status, {}, std::string(body)}; }
  static Response fail() { throw std::runtime_error("as asked for"); }

  std::mutex mutex_;
  std::shared_ptr<RequestBudget> streamBudget_;
  std::vector<std::function<void()>> resumes_;
  std::promise<void> release_;
  std::shared_future<void> released_ = release_.get_future().share();
};

inline Limits shortLimits() {
  Limits limits;
  limits.head = 300ms;
  limits.body = 300ms;
  limits.idle = 300ms;
  limits.write = 500ms;
  limits.linger = 200ms;
  return limits;
}

/// One connection of a client.
class Client {
 public:
  explicit Client(std::uint16_t port) { socket_.connect({net::ip::address_v4::loopback(), port}); }

  Client& send(std::string_view text) {
    net::write(socket_, net::buffer(text));
    return *this;
  }

  Client& get(const std::string& target, const std::string& more = "") {
    return send("GET " + target + " HTTP/1.1\r\nHost: x\r\n" + more + "\r\n");
  }

  /// Nothing more will be sent, but the answer is read.
  void sendEnd() { socket_.shutdown(tcp::socket::shutdown_send); }

  /// Ends the connection by a reset, as the system of a program that crashes with something unread does.
  void reset() {
    socket_.set_option(net::socket_base::linger(true, 0));
    socket_.close();
  }

  /// Everything until the server closes the connection.
  std::string rest() {
    std::string received;
    boost::system::error_code error;
    net::read(socket_, net::dynamic_buffer(received), error);
    return received;
  }

  /// What comes until there is this much; less when the connection ends, or is reset.
  std::string read(std::size_t size) {
    std::string received(size, 0);
    boost::system::error_code error;
    received.resize(net::read(socket_, net::buffer(received), error));
    return received;
  }

  bool endsInReset() {
    std::string received;
    boost::system::error_code error;
    net::read(socket_, net::dynamic_buffer(received), error);
    return error == net::error::connection_reset;
  }

  /// The status of the one answer that comes before the connection is closed; 0 for none.
  int lastStatus() {
    const std::string received = rest();
    return received.size() < 12 ? 0 : std::stoi(received.substr(9, 3));
  }

 private:
  net::io_context context_;
  tcp::socket socket_{context_};
};

class RunningServer {
 public:
  /// With an identity it also listens for HTTPS.
  explicit RunningServer(const Limits& limits, std::size_t workThreads = 4,
                         std::shared_ptr<const TlsIdentity> identity = nullptr)
      : server_(optionsOf(limits, workThreads, std::move(identity)), handler_),
        thread_([this] { ending_ = server_.run(); }) {
    REQUIRE(Client(server_.port()).get("/fast", "Connection: close\r\n").lastStatus() == 200);
  }

  ~RunningServer() { stop(); }
  RunningServer(const RunningServer&) = delete;
  RunningServer& operator=(const RunningServer&) = delete;

  void askToStop() { ::kill(::getpid(), SIGTERM); }

  /// Until it has seen that it was asked to stop, and takes no connection any more.
  void waitUntilItListensNoMore() const {
    try {
      for (;;) client();
    } catch (const boost::system::system_error& error) {
      REQUIRE(error.code() == net::error::connection_refused);
    }
  }

  void stop() {
    if (!thread_.joinable()) return;
    askToStop();
    thread_.join();
  }
  /// Waits for the server that has been asked to.
  Server::Ending join() {
    thread_.join();
    return ending_;
  }

  Client client() const { return Client(server_.port()); }
  std::uint16_t httpsPort() const { return server_.port(Scheme::https); }
  TestHandler& handler() noexcept { return handler_; }

  /// Whether a new client is served within this time, which is tried again and again.
  bool hasRoomWithin(std::chrono::milliseconds time) const {
    constexpr auto pause = 10ms;
    for (auto waited = 0ms; waited < time; waited += pause) {
      std::this_thread::sleep_for(pause);
      if (client().get("/fast", "Connection: close\r\n").lastStatus() == 200) return true;
    }
    return false;
  }

  /// Requests for which no thread is free.
  std::size_t waitingWork() const { return server_.report().waitingWork; }

  bool stillAnswers() const { return client().get("/work", "Connection: close\r\n").lastStatus() == 200; }

 private:
  static ServerOptions optionsOf(const Limits& limits, std::size_t workThreads,
                                 std::shared_ptr<const TlsIdentity> identity) {
    ServerOptions options;
    options.http->port = 0;
    options.ioThreads = 2;
    options.workThreads = workThreads;
    options.limits = limits;
    if (identity) {
      options.https.emplace();
      options.https->address.port = 0;
      options.https->identity = std::make_shared<CurrentTlsIdentity>(std::move(identity));
    }
    return options;
  }

  TestHandler handler_;
  Server::Ending ending_ = Server::Ending::whole;
  Server server_;
  std::thread thread_;
};

inline void waitFor(const std::atomic<int>& count, int wanted) {
  for (int i = 0; i < 1000 && count < wanted; ++i) std::this_thread::sleep_for(10ms);
  REQUIRE(count == wanted);
}

}  // namespace rest::http
