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

/// Sends answers over one connection: the head and what there is of the body at once, then the rest of a streamed body
/// piece by piece, each made only when the one before it is on its way.
class AnswerWriter {
 public:
  AnswerWriter(Worker& worker, Stream& stream, Deadline& deadline)
      : worker_(worker), stream_(stream), deadline_(deadline) {}

  /// Whether it was sent to its end; if not, nothing more can be sent over this connection.
  Task<bool> write(Response response, Budget budget, AnswerManner manner);

  /// Says that the body may come, to a client that waits to hear it (RFC 9110 10.1.1). Whether that was sent.
  Task<bool> invite();
  /// The same as far as the socket takes it now.
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
  std::optional<Deadline::Clock::time_point> streamsUntil_;
  std::string head_;
  std::uint64_t bodyBytes_ = 0;
};

}  // namespace rest::http
