// A socket goes in, requests are read from it and their answers written, until one side ends it. Refused: heads and
// bodies that come too slowly (408), and what the parser refuses. GCC 12 miscompiles a co_await inside ?: and &&, so
// each one stands in a statement of its own.
#include <algorithm>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <chrono>

#include "http/access_log.hpp"
#include "http/answer_writer.hpp"
#include "http/deadline.hpp"
#include "http/request_parser.hpp"
#include "http/worker.hpp"
#include "log.hpp"

namespace rest::http {

using boost::system::error_code;

namespace {

constexpr std::size_t readAhead = 64 * 1024;
constexpr std::size_t usualRead = 4 * 1024;

std::string addressOf(const Socket& socket) {
  error_code error;
  const tcp::endpoint peer = socket.remote_endpoint(error);
  return error ? std::string() : peer.address().to_string();
}

}  // namespace

class Connection {
 public:
  Connection(Worker& worker, Socket socket)
      : worker_(worker),
        limits_(worker.shared().options.limits),
        socket_(std::move(socket)),
        parser_({limits_.headBytes, limits_.bodyBytes}, addressOf(socket_)),
        writer_(worker, socket_, deadline_) {
    worker_.add(*this);
  }

  ~Connection() {
    worker_.remove(*this);
    --worker_.shared().connections;
  }

  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  Task<void> serve() {
    std::chrono::milliseconds patience = limits_.head;
    bool goesOn = true;
    while (goesOn) {
      goesOn = co_await readRequest(patience);
      if (goesOn) goesOn = co_await exchange();
      patience = limits_.idle;
    }
    co_await close();
  }

  void sayFarewell() {
    if (isWaiting_) deadline_.allow(limits_.farewell);
  }

  void enforceDeadline(Deadline::Clock::time_point now) { deadline_.enforce(now, socket_); }

 private:
  /// Whether there is something to answer: a request that came to its end, or the refusal of one. Nobody is told when
  /// none begins in time.
  Task<bool> readRequest(std::chrono::milliseconds patience) {
    parser_.reset();
    refusal_.reset();
    if (buffer_.size() == 0) {
      isWaiting_ = true;
      deadline_.allow(worker_.isStopping() ? limits_.farewell : patience);
      const error_code error = co_await readSome(usualRead);
      isWaiting_ = false;
      if (error) co_return false;
    }
    bool isInHead = true;
    if (!parse()) deadline_.allow(limits_.head);
    while (!parse()) {
      if (isInHead && parser_.isHeadDone()) {
        isInHead = false;
        deadline_.allow(limits_.body);
        const bool isHeard = co_await invite();
        if (!isHeard) co_return false;
      }
      // The parser waits for the end of a trailer as it does for that of a head.
      if (buffer_.size() == buffer_.max_size()) {
        refusal_ = Refusal{431, "the trailer of the request is too large"};
        break;
      }
      const error_code error = co_await readSome(readAhead);
      if (deadline_.hasPassed()) {
        refusal_ = Refusal{408, "the request took too long"};
        break;
      }
      if (error == net::error::eof) parser_.putEnd();
      if (error && !parser_.refusal()) co_return false;
    }
    deadline_.disarm();
    if (parser_.refusal()) refusal_ = parser_.refusal();
    co_return true;
  }

  /// Gives the parser what there is; whether it needs no more.
  bool parse() {
    std::size_t taken = 1;
    while (taken > 0 && buffer_.size() > 0 && !parser_.isDone()) {
      const net::const_buffer bytes = buffer_.data();
      taken = parser_.put({static_cast<const char*>(bytes.data()), bytes.size()});
      buffer_.consume(taken);
    }
    return parser_.isDone() || parser_.refusal();
  }

  Task<error_code> readSome(std::size_t atMost) {
    const std::size_t room = std::min(atMost, buffer_.max_size() - buffer_.size());
    const auto [error, size] = co_await socket_.async_read_some(buffer_.prepare(room), awaitTuple);
    buffer_.commit(size);
    co_return error;
  }

  /// Says that the body may come, to a client that waits to hear it (RFC 9110 10.1.1).
  Task<bool> invite() {
    if (!parser_.expectsContinue() || buffer_.size() > 0) co_return true;
    static constexpr std::string_view goOn = "HTTP/1.1 100 Continue\r\n\r\n";
    const auto [error, size] = co_await net::async_write(socket_, net::buffer(goOn), awaitTuple);
    co_return !error;
  }

  /// Answers one request; whether the connection goes on.
  Task<bool> exchange() {
    const auto begin = std::chrono::steady_clock::now();
    const Request& request = parser_.request();
    Response response;
    if (refusal_) {
      response = worker_.shared().handler.refuse(refusal_->status, refusal_->message);
    } else {
      response = co_await answer(request);
    }
    const bool keepAlive = !refusal_ && parser_.wantsKeepAlive() && !worker_.isStopping();
    const int status = response.status;
    const std::string user = std::move(response.user);
    const bool isWritten =
        co_await writer_.write(std::move(response), {request.method == "HEAD", parser_.isHttp11(), keepAlive});
    const auto took = std::chrono::steady_clock::now() - begin;
    worker_.traffic().note(request.method, status, took, writer_.bodyBytes());
    log({request, status, isWritten, std::chrono::duration_cast<std::chrono::microseconds>(took), writer_.bodyBytes(),
         user});
    co_return isWritten&& keepAlive;
  }

  Task<Response> answer(const Request& request) {
    Shared& shared = worker_.shared();
    const bool isHead = request.method == "HEAD";
    const GzipWish wish = shared.options.gzip ? gzipWishOf(request) : GzipWish::no;
    std::variant<Response, BlockingWork> outcome = handleGuarded(request);
    Response response;
    if (Response* direct = std::get_if<Response>(&outcome)) {
      response = std::move(*direct);
      if (!isHead && isWorthCoding(response, wish)) co_await codeOnPool(shared, response);
    } else {
      response = co_await runBlocking(shared, std::get<BlockingWork>(outcome), isHead ? GzipWish::no : wish);
    }
    const bool varies = response.fields.find("Content-Encoding") || mayBeCoded(response);
    if (shared.options.gzip && varies) response.set("Vary", "Accept-Encoding");
    if (isHead && isWorthCoding(response, wish)) codeHeadByGzip(response);
    co_return response;
  }

  std::variant<Response, BlockingWork> handleGuarded(const Request& request) {
    Handler& handler = worker_.shared().handler;
    try {
      return handler.handle(request);
    } catch (const std::exception& exception) {
      logLine(std::string("500: ") + exception.what());
      return handler.refuse(500, "the server failed; its log says more");
    }
  }

  void log(AccessRecord record) {
    const RequestLog wish = worker_.shared().options.requestLog;
    if (wish == RequestLog::nothing) return;
    if (wish == RequestLog::line) record.user = {};
    logRecord(jsonOf(record, std::chrono::system_clock::now()));
  }

  // A socket that is closed with bytes unread resets the connection, and the answer may be lost on its way.
  Task<void> close() {
    error_code error;
    socket_.shutdown(tcp::socket::shutdown_send, error);
    deadline_.allow(limits_.linger);
    while (!error && !deadline_.hasPassed()) {
      buffer_.clear();
      error = co_await readSome(readAhead);
    }
  }

  Worker& worker_;
  const Limits& limits_;
  Socket socket_;
  Deadline deadline_;
  boost::beast::flat_buffer buffer_{limits_.headBytes + readAhead};
  RequestParser parser_;
  std::optional<Refusal> refusal_;
  AnswerWriter writer_;
  bool isWaiting_ = false;
};

Task<void> serveConnection(Worker& worker, Socket socket) {
  Connection connection(worker, std::move(socket));
  co_await connection.serve();
}

void sayFarewell(Connection& connection) {
  connection.sayFarewell();
}

void enforceDeadline(Connection& connection, std::chrono::steady_clock::time_point now) {
  connection.enforceDeadline(now);
}

}  // namespace rest::http
