// A socket goes in, requests are read from it and their answers written, until one side ends it. Refused: heads and
// bodies that are too large (431, 413), too slow (408), or not a request that can be read in one way only (400).
// Beast's templates over the stream are all in this file, for they are slow to compile. GCC 12 miscompiles a co_await
// inside ?: and &&, so each one stands in a statement of its own.
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <ctime>

#include "http/deadline.hpp"
#include "http/request_rules.hpp"
#include "http/worker.hpp"
#include "log.hpp"

namespace rest::http {

namespace beast = boost::beast;
using boost::system::error_code;
using Parser = beast::http::request_parser<beast::http::string_body>;
using Message = beast::http::response<beast::http::string_body>;

namespace {

constexpr auto awaitTuple = net::as_tuple(net::use_awaitable);
constexpr std::size_t readAhead = 64 * 1024;

std::string httpDate() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm utc{};
  gmtime_r(&now, &utc);
  char text[40];
  return {text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &utc)};
}

Request requestOf(const Parser::value_type& message) {
  Request request;
  request.method = message.method_string();
  request.target = message.target();
  for (const auto& field : message) request.fields.push_back({field.name_string(), field.value()});
  return request;
}

// RFC 9110 8.6: neither has a body, and what Content-Length would say of it is not sent.
bool hasNoContent(int status) {
  return status == 204 || status == 304;
}

/// The refusal a failed read deserves; nothing when there is nobody to hear it.
std::optional<Refusal> refusalFor(error_code error, bool timeIsOver) {
  if (timeIsOver) return Refusal{408, "the request took too long"};
  if (error == beast::http::error::end_of_stream) return std::nullopt;
  if (error == beast::http::error::header_limit || error == beast::http::error::buffer_overflow) {
    return Refusal{431, "the head of the request is larger than 16 KiB"};
  }
  if (error == beast::http::error::body_limit) return Refusal{413, "the body of the request is too large"};
  static const boost::system::error_category& parsing = make_error_code(beast::http::error::end_of_stream).category();
  if (error.category() == parsing) return Refusal{400, "this is not a well-formed HTTP request"};
  return std::nullopt;
}

}  // namespace

class Connection {
 public:
  Connection(Worker& worker, tcp::socket socket)
      : worker_(worker), limits_(worker.shared().options.limits), socket_(std::move(socket)), deadline_(socket_) {
    worker_.add(*this);
  }

  ~Connection() {
    worker_.remove(*this);
    --worker_.shared().connections;
  }

  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  net::awaitable<void> serve() {
    bool goesOn = co_await firstByte(limits_.head);
    while (goesOn) {
      goesOn = co_await exchange();
      if (goesOn) goesOn = co_await firstByte(limits_.idle);
    }
    co_await close();
  }

  void sayFarewell() {
    if (isWaiting_) deadline_.allow(limits_.farewell);
  }

 private:
  /// Whether a request begins in time. Nobody is told when none does.
  net::awaitable<bool> firstByte(std::chrono::milliseconds time) {
    if (buffer_.size() > 0) co_return true;
    isWaiting_ = true;
    deadline_.allow(worker_.isStopping() ? limits_.farewell : time);
    const auto [error, size] = co_await socket_.async_read_some(buffer_.prepare(readAhead / 16), awaitTuple);
    isWaiting_ = false;
    buffer_.commit(size);
    co_return !error;
  }

  /// One request and its answer; whether the connection goes on.
  net::awaitable<bool> exchange() {
    const auto begin = std::chrono::steady_clock::now();
    Parser parser;
    parser.header_limit(limits_.headBytes);
    parser.body_limit(limits_.bodyBytes);
    std::optional<Refusal> refusal = co_await readHead(parser);
    // RFC 9110 6.5.1: fields of a chunked body's trailer, which the parser adds to its own, are not the head's: they
    // have not been checked, and no Authorization may come among them.
    Request request = requestOf(parser.get());
    if (!refusal && !isGone_) refusal = co_await readBody(parser);
    if (isGone_) co_return false;
    request.body = parser.get().body();

    deadline_.disarm();
    Response response;
    if (refusal) {
      response = worker_.shared().handler.refuse(refusal->status, refusal->message);
    } else {
      response = co_await answer(request);
    }
    const bool keepAlive = !refusal && parser.get().keep_alive() && !worker_.isStopping();
    if (worker_.shared().options.logRequests) logRequest(request, response.status, begin);
    const bool isWritten = co_await write(response, request.method == "HEAD", keepAlive);
    co_return isWritten&& keepAlive;
  }

  net::awaitable<std::optional<Refusal>> readHead(Parser& parser) {
    deadline_.allow(limits_.head);
    const auto [error, size] = co_await beast::http::async_read_header(socket_, buffer_, parser, awaitTuple);
    if (error) co_return failed(error);
    co_return checkHead(requestOf(parser.get()), parser.get().version() == 11);
  }

  net::awaitable<std::optional<Refusal>> readBody(Parser& parser) {
    if (parser.is_done()) co_return std::nullopt;
    deadline_.allow(limits_.body);
    if (parser.get().count(beast::http::field::expect) > 0) {
      beast::http::response<beast::http::empty_body> goOn{beast::http::status::continue_, 11};
      const auto [error, size] = co_await beast::http::async_write(socket_, goOn, awaitTuple);
      if (error) co_return failed(error);
    }
    const auto [error, size] = co_await beast::http::async_read(socket_, buffer_, parser, awaitTuple);
    if (error) co_return failed(error);
    co_return std::nullopt;
  }

  std::optional<Refusal> failed(error_code error) {
    const std::optional<Refusal> refusal = refusalFor(error, deadline_.hasPassed());
    isGone_ = !refusal;
    return refusal;
  }

  net::awaitable<Response> answer(const Request& request) {
    std::variant<Response, BlockingWork> outcome = handleGuarded(request);
    if (Response* response = std::get_if<Response>(&outcome)) co_return std::move(*response);
    const BlockingWork work = std::get<BlockingWork>(std::move(outcome));
    co_return co_await runBlocking(worker_.shared(), work);
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

  net::awaitable<bool> write(Response& response, bool isHead, bool keepAlive) {
    Message message{static_cast<beast::http::status>(response.status), 11};
    message.set(beast::http::field::date, httpDate());
    for (const auto& [name, value] : response.fields) message.insert(name, value);
    if (!hasNoContent(response.status)) {
      message.content_length(response.body.size());
      message.body() = std::move(response.body);
    }
    message.keep_alive(keepAlive);
    if (!keepAlive) message.set(beast::http::field::connection, "close");

    deadline_.allow(limits_.write);
    beast::http::response_serializer<beast::http::string_body> serializer(message);
    error_code error;
    if (isHead) {
      serializer.split(true);
      std::tie(error, std::ignore) = co_await beast::http::async_write_header(socket_, serializer, awaitTuple);
    } else {
      std::tie(error, std::ignore) = co_await beast::http::async_write(socket_, serializer, awaitTuple);
    }
    co_return !error;
  }

  static void logRequest(const Request& request, int status, std::chrono::steady_clock::time_point begin) {
    const auto took = std::chrono::steady_clock::now() - begin;
    // The query is left out: people put tokens there.
    logLine(std::string(request.method) + ' ' + std::string(request.target.substr(0, request.target.find('?'))) + ' ' +
            std::to_string(status) + ' ' +
            std::to_string(std::chrono::duration_cast<std::chrono::microseconds>(took).count()) + " us");
  }

  // A socket that is closed with bytes unread resets the connection, and the answer may be lost on its way.
  net::awaitable<void> close() {
    error_code error;
    socket_.shutdown(tcp::socket::shutdown_send, error);
    deadline_.allow(limits_.linger);
    std::size_t size = 1;
    while (!error && size > 0 && !deadline_.hasPassed()) {
      buffer_.clear();
      std::tie(error, size) = co_await socket_.async_read_some(buffer_.prepare(readAhead), awaitTuple);
    }
  }

  Worker& worker_;
  const Limits& limits_;
  tcp::socket socket_;
  Deadline deadline_;
  beast::flat_buffer buffer_{limits_.headBytes + readAhead};
  bool isWaiting_ = false;
  bool isGone_ = false;  ///< the other side is: nothing can be answered any more
};

net::awaitable<void> serveConnection(Worker& worker, tcp::socket socket) {
  Connection connection(worker, std::move(socket));
  co_await connection.serve();
}

void sayFarewell(Connection& connection) {
  connection.sayFarewell();
}

}  // namespace rest::http
