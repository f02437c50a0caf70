// Bytes go in as they come, a request comes out. Refused: heads and bodies that are too large (431, 413), and what is
// not a request that can be read in one way only (400). Beast's parser is in this file alone, for its templates are
// slow to compile.
#include "http/request_parser.hpp"

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <functional>
#include <memory_resource>
#include <tuple>

namespace rest::http {

namespace beast = boost::beast::http;
using boost::system::error_code;

namespace {

// The parser keeps each field in an allocation of its own; an arena makes one of them.
using Allocator = std::pmr::polymorphic_allocator<char>;
using Parser = beast::request_parser<beast::string_body, Allocator>;
constexpr std::size_t arenaBytes = 2048;
constexpr std::string_view lastChunk = "0\r\n\r\n";

std::string_view view(boost::beast::string_view text) {
  return {text.data(), text.size()};
}

constexpr Refusal headTooLarge{431, "the head of the request is larger than 16 KiB"};
constexpr Refusal foldedField{400, "a header or trailer field goes on in another line"};
constexpr Refusal framingTooLong{400, "the head of a chunk, or the trailer, is longer than 4 KiB"};
constexpr Refusal bodyTooLarge{413, "the body of the request is too large"};
// The parser waits for a whole line, or trailer, and reads from its beginning each time that a piece comes.
constexpr std::size_t longestFraming = 4096;

Refusal refusalFor(error_code error) {
  if (error == beast::error::header_limit) return headTooLarge;
  if (error == beast::error::body_limit) return bodyTooLarge;
  return {400, "this is not a well-formed HTTP request"};
}

}  // namespace

struct RequestParser::State {
  State(const ParserLimits& given, std::string address, Scheme scheme)
      : limits(given), clientAddress(std::move(address)) {
    request.clientAddress = clientAddress;
    request.scheme = scheme;
  }

  void begin() {
    parser.reset();
    arena.release();
    parser.emplace(std::piecewise_construct, std::tuple<>(), std::make_tuple(Allocator(&arena)));
    parser->header_limit(limits.headBytes);
    parser->body_limit(limits.bodyBytes);
    request.method = request.target = request.body = {};
    request.fields.clear();
    request.found.reset();
    refusal.reset();
    parser->on_chunk_header(noteChunk);
    trailer = nullptr;
    isInTrailer = false;
    headBytes = bodyBytes = 0;
    lastOfHead = 0;
    hasHead = false;
  }

  void noteRequestLine() {
    request.method = view(parser->get().method_string());
    request.target = view(parser->get().target());
  }

  // RFC 9110 6.5.1: fields of a chunked body's trailer, which the parser adds to its own, are not the head's: they
  // would come unchecked, and no Authorization may come among them. So what is asked of the head is noted before the
  // body.
  void noteHead() {
    const Parser::value_type& message = parser->get();
    noteRequestLine();
    for (const auto& field : message) request.fields.push_back({view(field.name_string()), view(field.value())});
    isHttp11 = message.version() == 11;
    keepAlive = message.keep_alive();
    hasHead = true;
    refusal = checkHead(request, isHttp11);
    parser->eager(true);
  }

  // The parser's own limit begins again after the fields of the first piece.
  void measureHead(std::size_t taken, std::size_t left) {
    headBytes += taken;
    if (headBytes + (hasHead ? 0 : left) > limits.headBytes && !refusal) refusal = headTooLarge;
  }

  // RFC 9112 5.2: the parser joins the lines of a field; others on the way might not.
  void checkLines(std::string_view head) {
    bool isLineStart = lastOfHead == '\n';
    for (std::string_view rest = head; !rest.empty(); isLineStart = true) {
      if (isLineStart && (rest.front() == ' ' || rest.front() == '\t') && !refusal) refusal = foldedField;
      const std::size_t end = rest.find('\n');
      if (end == std::string_view::npos) break;
      rest.remove_prefix(end + 1);
    }
    if (!head.empty()) lastOfHead = head.back();
  }

  // Boost 1.83 takes the last chunk with its trailer in one go, Boost 1.92 in pieces.
  void checkTrailer(std::string_view taken) {
    if (trailer != nullptr) {
      const auto before = static_cast<std::size_t>(trailer - taken.data());
      trailer = nullptr;
      if (before > taken.size()) return;  // seen and not taken yet
      taken.remove_prefix(before);
      lastOfHead = 0;
      isInTrailer = true;
    }
    if (isInTrailer) checkLines(taken);
  }

  // The parser counts neither the heads of chunks with their extensions nor the trailer.
  void measureBody(std::size_t taken, std::size_t left) {
    bodyBytes += taken;
    if (refusal) return;
    if (bodyBytes > limits.bodyBytes + limits.headBytes) refusal = bodyTooLarge;
    if (taken == 0 && left > longestFraming) refusal = framingTooLong;
  }

  void note(error_code error) {
    if (error && error != beast::error::need_more) {
      refusal = refusalFor(error);
      noteRequestLine();
    }
    if (!refusal && parser->is_header_done() && !hasHead) noteHead();
  }

  const ParserLimits limits;
  const std::string clientAddress;
  std::string clientCertificate;
  std::pmr::monotonic_buffer_resource arena{arenaBytes};
  std::optional<Parser> parser;
  Request request;
  std::optional<Refusal> refusal;
  std::size_t headBytes = 0;      ///< that were taken
  std::uint64_t bodyBytes = 0;    ///< the same, with all that frames them
  char lastOfHead = 0;            ///< or of the trailer
  const char* trailer = nullptr;  ///< the end of the last chunk's head, among the bytes that are being taken
  std::function<void(std::uint64_t, boost::beast::string_view, error_code&)> noteChunk =
      [this](std::uint64_t size, boost::beast::string_view extensions, error_code&) {
        if (size == 0) trailer = extensions.data() + extensions.size();
      };
  bool isInTrailer = false;
  bool hasHead = false;
  bool isHttp11 = true;
  bool keepAlive = false;
};

RequestParser::RequestParser(const ParserLimits& limits, std::string clientAddress, Scheme scheme)
    : state_(std::make_unique<State>(limits, std::move(clientAddress), scheme)) {
  state_->begin();
}

RequestParser::~RequestParser() = default;

void RequestParser::setClientCertificate(std::string der) {
  state_->clientCertificate = std::move(der);
  state_->request.clientCertificate = std::as_bytes(std::span(state_->clientCertificate));
}

void RequestParser::reset() {
  state_->begin();
}

std::size_t RequestParser::put(std::string_view bytes) {
  if (bytes.empty() || isDone() || refusal()) return 0;
  // Beast asserts that the last chunk's first bytes come at once. Before a trailer, at least as many are left of every
  // chunked body.
  const bool isInChunks = isHeadDone() && state_->parser->chunked() && !state_->isInTrailer;
  if (isInChunks && bytes.size() < lastChunk.size()) return 0;
  const bool isInHead = !isHeadDone();
  error_code error;
  const std::size_t taken = state_->parser->put(boost::asio::const_buffer(bytes.data(), bytes.size()), error);
  state_->note(error);
  if (isInHead) {
    state_->checkLines(bytes.substr(0, taken));
    state_->measureHead(taken, bytes.size() - taken);
  } else {
    state_->checkTrailer(bytes.substr(0, taken));
    if (!isDone()) state_->measureBody(taken, bytes.size() - taken);
  }
  return taken;
}

void RequestParser::putEnd() {
  if (isDone() || refusal()) return;
  error_code error = beast::error::partial_message;
  if (state_->parser->got_some()) state_->parser->put_eof(error);
  state_->note(error);
}

bool RequestParser::isHeadDone() const noexcept {
  return state_->hasHead;
}

bool RequestParser::isDone() const noexcept {
  return state_->hasHead && state_->parser->is_done();
}

const std::optional<Refusal>& RequestParser::refusal() const noexcept {
  return state_->refusal;
}

bool RequestParser::isHttp11() const noexcept {
  return state_->isHttp11;
}

bool RequestParser::wantsKeepAlive() const noexcept {
  return state_->keepAlive;
}

bool RequestParser::expectsContinue() const noexcept {
  return state_->isHttp11 && state_->request.field("Expect");
}

void RequestParser::keep(std::shared_ptr<const void> found) noexcept {
  state_->request.found = std::move(found);
}

const Request& RequestParser::request() noexcept {
  if (isDone()) state_->request.body = state_->parser->get().body();
  return state_->request;
}

}  // namespace rest::http
