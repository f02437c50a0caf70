#pragma once

#include "http/deadline.hpp"
#include "http/stream.hpp"
#include "http/worker.hpp"

namespace rest::http {

/// What of a request decides how its answer is sent.
struct AnswerManner {
  bool isHead = false;
  bool isHttp11 = true;
  bool keepAlive = true;
};

/// Memory of an answer that its client has yet to read, of what all answers together may take. Gives it back at its
/// end.
class UnreadBytes {
 public:
  explicit UnreadBytes(Shared& shared) noexcept : shared_(shared) {}
  ~UnreadBytes() { become(0); }
  UnreadBytes(const UnreadBytes&) = delete;
  UnreadBytes& operator=(const UnreadBytes&) = delete;

  /// Whether there is room for so many; if not, it stays as it was.
  bool become(std::size_t bytes) noexcept;

 private:
  Shared& shared_;
  std::size_t bytes_ = 0;
};

/// Whether nothing but the end of the connection tells that the answer is at its end: HTTP/1.0 has no chunks.
bool endsWithConnection(const Response& response, bool isHttp11) noexcept;

/// Sends answers over one connection: the head and what there is of the body at once, then the rest of a streamed body
/// piece by piece, each made only when the one before it is on its way.
class AnswerWriter {
 public:
  AnswerWriter(Worker& worker, Stream& stream, Deadline& deadline)
      : worker_(worker), stream_(stream), deadline_(deadline), unread_(worker.shared()) {}

  /// Whether an answer with so large a body may be written: there is room for it beside those of all other clients. To
  /// be asked before write().
  bool makeRoom(std::size_t bodyBytes) noexcept { return unread_.become(bodyBytes); }

  /// Whether it was sent to its end; if not, nothing more can be sent over this connection.
  Task<bool> write(Response response, Budget budget, AnswerManner manner);

  /// Says that the body may come, to a client that waits to hear it (RFC 9110 10.1.1). Whether that was sent.
  Task<bool> invite();
  /// The same as far as the socket takes it now; the rest goes before the answer.
  void inviteAtOnce();

  /// Cuts off an answer that is being streamed.
  void cutOff() {
    if (streamsUntil_) deadline_.expire();
  }

  /// What of the last answer's body was sent.
  std::uint64_t bodyBytes() const noexcept { return bodyBytes_; }

 private:
  class Outgoing;

  bool sendAtOnce(Outgoing& outgoing);
  Task<bool> send(Outgoing outgoing);
  Task<bool> stream(Response response, Budget budget, Framing framing);
  std::chrono::milliseconds timeToSend() const;

  Worker& worker_;
  Stream& stream_;
  Deadline& deadline_;
  UnreadBytes unread_;
  std::optional<Deadline::Clock::time_point> streamsUntil_;
  std::string_view restOfInvitation_;
  std::string head_;
  std::uint64_t bodyBytes_ = 0;
};

}  // namespace rest::http
