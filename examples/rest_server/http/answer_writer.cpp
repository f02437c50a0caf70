// An answer goes in, its bytes go out. Cut off: a streamed body whose source throws. GCC 12 miscompiles a co_await
// inside ?: and &&, so each one stands in a statement of its own.
#include "http/answer_writer.hpp"

#include <boost/asio/buffer.hpp>
#include <charconv>
#include <tuple>

#include "log.hpp"

namespace rest::http {
namespace {

using boost::system::error_code;

constexpr const char* tooSlowlyRead = "a streamed answer is cut off: its client takes too long to read it";
constexpr const char* tooMuchUnread = "a streamed answer is cut off: clients have too much to read";
constexpr std::string_view invitation = "HTTP/1.1 100 Continue\r\n\r\n";

// RFC 9110 8.6: neither has a body, and what Content-Length would say of it is not sent.
bool hasNoContent(int status) {
  return status == 204 || status == 304;
}

Framing framingOf(const Response& response, const AnswerManner& manner) {
  if (hasNoContent(response.status)) return Framing::none;
  if (response.rest) return endsWithConnection(response, manner.isHttp11) ? Framing::close : Framing::chunked;
  // RFC 9110 8.6: what GET would say, or nothing. A handler need not make the body that HEAD does not send.
  if (manner.isHead && response.body.empty()) return Framing::none;
  return Framing::length;
}

/// "1a2b\r\n", before each chunk (RFC 9112 7.1).
std::string chunkHead(std::size_t size) {
  char digits[18];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, size, 16);
  return std::string(digits, end) + "\r\n";
}

/// Holds the source of a streamed body until the answer is over, in whichever way.
class HeldSource {
 public:
  HeldSource(Shared& shared, BodySource source) : shared_(shared), source_(std::move(source)) {}
  ~HeldSource() { releaseSource(shared_, std::move(source_)); }
  HeldSource(const HeldSource&) = delete;
  HeldSource& operator=(const HeldSource&) = delete;

  BodySource& source() noexcept { return source_; }

 private:
  Shared& shared_;
  BodySource source_;
};

}  // namespace

bool endsWithConnection(const Response& response, bool isHttp11) noexcept {
  return response.rest && !isHttp11;
}

bool UnreadBytes::become(std::size_t bytes) noexcept {
  constexpr std::size_t small = 16 * 1024;  // not worth a counter that all threads share
  if (bytes <= small) bytes = 0;
  if (bytes > bytes_) {
    const std::size_t more = bytes - bytes_;
    if (shared_.unreadBytes.fetch_add(more) + more > shared_.options.limits.unreadBytes) {
      shared_.unreadBytes -= more;
      return false;
    }
  } else if (bytes < bytes_) {
    shared_.unreadBytes -= bytes_ - bytes;
  }
  bytes_ = bytes;
  return true;
}

/// Up to four texts that are sent one after the other, by as few calls as the socket takes.
class AnswerWriter::Outgoing {
 public:
  explicit Outgoing(std::string_view first, std::string_view second = {}, std::string_view third = {},
                    std::string_view fourth = {})
      : parts_{view(first), view(second), view(third), view(fourth)} {}

  const Stream::Parts& parts() const noexcept { return parts_; }
  std::string_view first() const noexcept { return {static_cast<const char*>(parts_[0].data()), parts_[0].size()}; }
  bool isEmpty() const noexcept { return net::buffer_size(parts_) == 0; }

  void consume(std::size_t size) {
    for (net::const_buffer& part : parts_) {
      const std::size_t taken = std::min(size, part.size());
      part += taken;
      size -= taken;
    }
  }

 private:
  static net::const_buffer view(std::string_view text) { return {text.data(), text.size()}; }

  Stream::Parts parts_;
};

Task<bool> AnswerWriter::write(Response response, Budget budget, AnswerManner manner) {
  streamsUntil_.reset();
  const Framing framing = framingOf(response, manner);
  bodyBytes_ = 0;
  head_ = std::exchange(restOfInvitation_, {});
  appendHead(head_, response, {framing, response.body.size(), manner.isHttp11, manner.keepAlive},
             worker_.date().text());
  const bool isHeadOnly = manner.isHead || framing == Framing::none;
  if (response.rest && !isHeadOnly) co_return co_await stream(std::move(response), std::move(budget), framing);
  if (response.rest) releaseSource(worker_.shared(), std::move(response.rest));

  const std::string_view body = isHeadOnly ? std::string_view() : response.body;
  bodyBytes_ = body.size();
  Outgoing outgoing(head_, body);
  if (sendAtOnce(outgoing)) co_return true;
  co_return co_await send(outgoing);
}

Task<bool> AnswerWriter::invite() {
  co_return co_await send(Outgoing(invitation));
}

void AnswerWriter::inviteAtOnce() {
  Outgoing outgoing{invitation};
  sendAtOnce(outgoing);
  restOfInvitation_ = outgoing.first();
}

/// The usual answer fits into the socket's buffer, and needs neither a deadline nor the event loop.
bool AnswerWriter::sendAtOnce(Outgoing& outgoing) {
  error_code error;
  outgoing.consume(stream_.write(outgoing.parts(), error));
  return !error && outgoing.isEmpty();
}

std::chrono::milliseconds AnswerWriter::timeToSend() const {
  const std::chrono::milliseconds usual = worker_.shared().options.limits.write;
  if (!streamsUntil_) return usual;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(*streamsUntil_ - Deadline::Clock::now());
  return std::min(usual, left);
}

Task<bool> AnswerWriter::send(Outgoing outgoing) {
  deadline_.allow(timeToSend());
  deadline_.enforce(Deadline::Clock::now(), stream_.socket());  // no time may be left
  while (!outgoing.isEmpty()) {
    error_code error;
    outgoing.consume(stream_.write(outgoing.parts(), error));
    if (error == net::error::would_block) {
      std::tie(error) = co_await stream_.untilWritable();
    }
    // Else the kernel would keep what is unsent for as long as the client reads a byte of it now and then.
    if (deadline_.hasPassed()) stream_.abort();
    if (error || deadline_.hasPassed()) co_return false;
  }
  co_return true;
}

Task<bool> AnswerWriter::stream(Response response, Budget budget, Framing framing) {
  Shared& shared = worker_.shared();
  streamsUntil_ = Deadline::Clock::now() + shared.options.limits.work.answer;
  HeldSource held(shared, std::move(response.rest));
  std::optional<std::string> piece = std::move(response.body);
  std::string_view head = head_;
  while (true) {
    // RFC 9112 7.1: a chunk without bytes is the last one.
    const bool isChunk = framing == Framing::chunked && !piece->empty();
    const std::string size = isChunk ? chunkHead(piece->size()) : "";
    const auto begin = Deadline::Clock::now();
    const bool isSent = co_await send(Outgoing(head, size, *piece, isChunk ? "\r\n" : ""));
    if (!isSent) {
      if (deadline_.hasPassed()) logLine(budget->isStopped() ? "a streamed answer is given up" : tooSlowlyRead);
      co_return false;
    }
    budget->addTime(Deadline::Clock::now() - begin);
    bodyBytes_ += piece->size();

    deadline_.disarm();
    piece.emplace();  // no two pieces are held at a time
    makeRoom(0);
    head = {};
    piece = co_await pullPiece(shared, budget, held.source());
    if (piece && !makeRoom(piece->size())) {
      logLine(tooMuchUnread);
      piece.reset();
    }
    if (!piece || piece->empty()) break;
  }
  if (piece) {
    if (framing == Framing::close) co_return true;
    co_return co_await send(Outgoing("0\r\n\r\n"));
  }
  // RFC 9112 8: a client must be able to tell that the answer is not whole. Without chunks only a reset tells.
  if (framing == Framing::close) stream_.abort();
  co_return false;
}

}  // namespace rest::http
