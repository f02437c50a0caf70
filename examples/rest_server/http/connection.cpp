// A socket goes in, requests are read from it and their answers written, until one side ends it. Refused: heads and
// bodies that come too slowly (408), what the parser refuses, plain HTTP where HTTPS is spoken (400). GCC 12
// miscompiles a co_await inside ?: and &&, so each one stands in a statement of its own.
#include <algorithm>
#include <boost/beast/core/flat_buffer.hpp>
#include <chrono>
#include <cstring>
#include <exception>

#include "http/access_log.hpp"
#include "http/answer_writer.hpp"
#include "http/deadline.hpp"
#include "http/request_parser.hpp"
#include "http/secure_url.hpp"
#include "http/stream.hpp"
#include "http/wake_ups.hpp"
#include "http/worker.hpp"
#include "log.hpp"
#include "utc_text.hpp"

namespace rest::http {

using boost::system::error_code;

namespace {

constexpr std::size_t readAhead = 64 * 1024;
constexpr std::size_t usualRead = 4 * 1024;
// A client that half-closes its connection is asked, after this long, whether it still reads.
constexpr std::chrono::seconds untilAsked{1};
constexpr int mostRounds = 100;  // for handlers that say at once that their answer has settled, and it has not

using Outcome = std::variant<Response, BlockingWork>;

std::string addressOf(const Socket& socket) {
  error_code error;
  const Protocol::endpoint peer = socket.remote_endpoint(error);
  if (error) return {};
  if (peer.protocol().family() == AF_UNIX) return std::string(unixPeer);
  tcp::endpoint address;
  if (peer.size() > address.capacity()) return {};
  std::memcpy(address.data(), peer.data(), peer.size());
  return address.address().to_string();
}

}  // namespace

class Connection {
 public:
  Connection(Worker& worker, Socket socket, Scheme scheme)
      : worker_(worker),
        limits_(worker.shared().options.limits),
        scheme_(scheme),
        stream_(std::move(socket)),
        parser_({limits_.headBytes, limits_.bodyBytes}, addressOf(stream_.socket()), scheme),
        writer_(worker, stream_, deadline_) {
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
    if (scheme_ == Scheme::https) {
      const auto begin = std::chrono::steady_clock::now();
      goesOn = co_await shakeHands();
      patience -= std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin);
    }
    while (goesOn) {
      goesOn = co_await readRequest(patience);
      if (goesOn) goesOn = co_await exchange();
      patience = limits_.idle;
    }
    co_await close();
  }

  void sayFarewell() {
    if (isWaiting_) deadline_.allow(limits_.farewell);
    if (holding_) holding_->cancel();
  }

  void strike(Deadline::Clock::time_point now) {
    if (answersSince_) {
      lookAtClient(now);
      if (budget_->isStopped()) writer_.cutOff();
    }
    deadline_.enforce(now, stream_.socket());
  }

  void giveUp() {
    if (budget_) budget_->stop();
  }

 private:
  /// Ends the work of a request whose client is gone. One that has sent its end may still read (RFC 9112 9.6), and one
  /// that has closed looks the same; but the latter's system answers what is sent to it by a reset. So it is sent an
  /// interim answer, which clients ignore (RFC 9110 15.2.1).
  void lookAtClient(Deadline::Clock::time_point now) {
    const Stream::Peer peer = stream_.peer();
    if (peer == Stream::Peer::gone) giveUp();
    const bool isAsked = wasAsked_ || writesAnswer_ || !parser_.isHttp11();
    if (peer == Stream::Peer::sentItsEnd && !isAsked && now - *answersSince_ >= untilAsked) {
      wasAsked_ = true;
      writer_.inviteAtOnce();
    }
  }

  /// Whether requests may follow. A client that does not speak TLS is told so in plain HTTP.
  Task<bool> shakeHands() {
    isWaiting_ = true;
    deadline_.allow(worker_.isStopping() ? limits_.farewell : limits_.head);
    const Stream::Greeting greeting = co_await stream_.greeting();
    error_code error = net::error::connection_aborted;
    if (greeting == Stream::Greeting::tls) {
      const auto identity = worker_.shared().options.https->identity->get();
      error = co_await stream_.shakeHands(*identity);
      if (error) ++worker_.shared().failedHandshakes;
      if (!error) parser_.setClientCertificate(stream_.clientCertificate());
    }
    isWaiting_ = false;
    deadline_.disarm();
    if (greeting == Stream::Greeting::plainText) {
      refusal_ = Refusal{400, "this port takes HTTPS, and the request is HTTP"};
      co_await exchange();
    }
    co_return !error;
  }

  /// Whether there is something to answer: a complete request, or the refusal of one. A client that begins none in time
  /// gets no answer.
  Task<bool> readRequest(std::chrono::milliseconds patience) {
    parser_.reset();
    refusal_.reset();
    early_.reset();
    dropEmptyLine();
    if (buffer_.size() == 0) {
      isWaiting_ = true;
      deadline_.allow(worker_.isStopping() ? limits_.farewell : patience);
      const error_code error = co_await readSome(usualRead);
      isWaiting_ = false;
      if (error) co_return false;
      dropEmptyLine();
    }
    bool isInHead = true;
    if (!parse()) deadline_.allow(limits_.head);
    while (!parse()) {
      if (isInHead && parser_.isHeadDone()) {
        isInHead = false;
        if (redirects_) break;
        lookAtHead();
        if (early_) break;
        const bool isHeard = co_await invite();
        if (!isHeard) co_return false;
        deadline_.allow(limits_.body);
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

  void lookAtHead() {
    const RequestBudget::Scope scope(std::make_shared<RequestBudget>(limits_.work));
    HeadVerdict verdict = worker_.shared().handler.lookAtHead(parser_.request());
    early_ = std::move(verdict.refusal);
    parser_.keep(std::move(verdict.found));
  }

  /// RFC 9112 2.2: old clients send one after a body.
  void dropEmptyLine() {
    const net::const_buffer bytes = buffer_.data();
    const std::string_view text(static_cast<const char*>(bytes.data()), bytes.size());
    if (text.starts_with("\r\n")) buffer_.consume(2);
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
    return stream_.read(buffer_, room);
  }

  /// Says that the body may come, to a client that waits to hear it (RFC 9110 10.1.1).
  Task<bool> invite() {
    if (!parser_.expectsContinue() || buffer_.size() > 0) co_return true;
    co_return co_await writer_.invite();
  }

  /// Answers one request; whether the connection goes on.
  Task<bool> exchange() {
    const auto begin = std::chrono::steady_clock::now();
    const Request& request = parser_.request();
    budget_ = std::make_shared<RequestBudget>(limits_.work);
    answersSince_ = begin;
    wasAsked_ = writesAnswer_ = false;
    Response response;
    if (refusal_) {
      response = worker_.shared().handler.refuse(refusal_->status, refusal_->message);
    } else if (early_) {
      response = std::move(*early_);
    } else if (redirects_) {
      response = redirect(request);
    } else {
      response = co_await answer(request);
    }
    const bool hasRoom = writer_.makeRoom(response.body.size());
    if (!hasRoom) response = refusalToHold(request);
    if (stream_.isSecure()) addHsts(response);
    const bool isLast = refusal_ || early_ || redirects_ || endsWithConnection(response, parser_.isHttp11());
    const bool keepAlive = !isLast && parser_.wantsKeepAlive() && !worker_.isStopping();
    const int status = response.status;
    const std::string user = std::move(response.user);
    writesAnswer_ = true;
    const bool isWritten =
        co_await writer_.write(std::move(response), budget_, {request.method == "HEAD", parser_.isHttp11(), keepAlive});
    writer_.makeRoom(0);
    answersSince_.reset();
    const auto took = std::chrono::steady_clock::now() - begin;
    worker_.traffic().note(request.method, status, took, writer_.bodyBytes());
    log({request, status, isWritten, std::chrono::duration_cast<std::chrono::microseconds>(took), writer_.bodyBytes(),
         user});
    const bool goesOn = isWritten && keepAlive;
    co_return goesOn;
  }

  /// For an answer that would wait to be read beside too many others. The outcome of a write is then unknown to the
  /// client, which the status must not hide.
  Response refusalToHold(const Request& request) const {
    Handler& handler = worker_.shared().handler;
    if (request.method == "GET" || request.method == "HEAD") {
      return handler.refuse(503, "too many answers wait to be read by their clients; try again")
          .set("Retry-After", "1");
    }
    return handler.refuse(504, "the request was handled, and too many answers wait to be read to send its own");
  }

  Task<Response> answer(const Request& request) {
    Shared& shared = worker_.shared();
    const bool isHead = request.method == "HEAD";
    const GzipWish wish = shared.options.gzip ? gzipWishOf(request) : GzipWish::no;
    Outcome outcome = handleGuarded(request);
    Request impatient;
    if (isProvisional(outcome)) outcome = co_await hold(request, std::move(outcome), impatient);
    Response response;
    if (Response* direct = std::get_if<Response>(&outcome)) {
      response = std::move(*direct);
      if (!isHead && isWorthCoding(response, wish)) co_await codeOnPool(shared, response);
    } else {
      response = co_await runBlocking(shared, budget_, std::get<BlockingWork>(outcome), isHead ? GzipWish::no : wish);
    }
    const bool varies = response.fields.find("Content-Encoding") || mayBeCoded(response);
    if (shared.options.gzip && varies) response.set("Vary", "Accept-Encoding");
    if (isHead && isWorthCoding(response, wish)) codeHeadByGzip(response);
    co_return response;
  }

  /// Handles the request again each time its provisional answer has settled. When time is up, or too many are held, it
  /// is handled as `impatient`, a copy that may not be held.
  Task<Outcome> hold(const Request& request, Outcome outcome, Request& impatient) {
    std::atomic<std::size_t>& held = worker_.shared().heldRequests;
    bool isPatient = held.fetch_add(1) < limits_.heldRequests;
    holding_ = std::make_shared<Timer>(stream_.socket().get_executor());
    holding_->expires_after(limits_.hold);
    for (int round = 0; round < mostRounds && isPatient && isProvisional(outcome); ++round) {
      std::get<Response>(outcome).whenSettled(
          [wakeUps = worker_.wakeUps(), timer = std::weak_ptr(holding_)] { wakeUps->wake(timer); });
      const auto [cancelled] = co_await holding_->async_wait(awaitTuple);
      isPatient = cancelled && !worker_.isStopping();
      outcome = handleGuarded(request);
    }
    holding_.reset();
    --held;
    if (!isProvisional(outcome)) co_return outcome;
    impatient = request;
    impatient.mayBeHeld = false;
    co_return handleGuarded(impatient);
  }

  static bool isProvisional(const Outcome& outcome) {
    const Response* response = std::get_if<Response>(&outcome);
    return response != nullptr && response->whenSettled;
  }

  Response redirect(const Request& request) {
    const Shared& shared = worker_.shared();
    const auto url = secureUrlOf(request, *shared.options.https->identity->get(), shared.redirectPort);
    // RFC 9110 15.5.20: the request came to the wrong server.
    if (!url) return shared.handler.refuse(421, "the certificate of this server does not name this host");
    return shared.handler.refuse(308, "this is served by HTTPS").set("Location", *url);
  }

  // RFC 6797 7.2: never over HTTP.
  void addHsts(Response& response) {
    const auto& maxAge = worker_.shared().options.https->hstsMaxAge;
    if (maxAge) response.set("Strict-Transport-Security", "max-age=" + std::to_string(maxAge->count()));
  }

  Outcome handleGuarded(const Request& request) {
    Handler& handler = worker_.shared().handler;
    const RequestBudget::Scope scope(budget_);
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
    logRecord(jsonOf(record, utcNow()));
  }

  // A socket that is closed with bytes unread resets the connection, and the answer may be lost on its way.
  Task<void> close() {
    error_code error = stream_.finish();
    deadline_.allow(limits_.linger);
    while (!error && !deadline_.hasPassed()) {
      buffer_.clear();
      error = co_await readSome(readAhead);
    }
  }

  Worker& worker_;
  const Limits& limits_;
  const Scheme scheme_;
  const bool redirects_ = scheme_ == Scheme::http && worker_.shared().options.redirect;
  Stream stream_;
  Deadline deadline_;
  boost::beast::flat_buffer buffer_{limits_.headBytes + readAhead};
  RequestParser parser_;
  std::optional<Refusal> refusal_;
  std::optional<Response> early_;  ///< the answer to a request whose body is not read
  Budget budget_;                  ///< of the request that is answered
  AnswerWriter writer_;
  bool isWaiting_ = false;
  std::optional<Deadline::Clock::time_point> answersSince_;  ///< while it does
  bool writesAnswer_ = false;
  bool wasAsked_ = false;
  std::shared_ptr<Timer> holding_;  ///< runs while the request's answer is provisional
};

Task<void> serveConnection(Worker& worker, Socket socket, Scheme scheme) {
  Connection connection(worker, std::move(socket), scheme);
  co_await connection.serve();
}

void sayFarewell(Connection& connection) {
  connection.sayFarewell();
}

void giveUp(Connection& connection) {
  connection.giveUp();
}

void strike(Connection& connection, std::chrono::steady_clock::time_point now) {
  connection.strike(now);
}

}  // namespace rest::http
