#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rest::http {

struct FieldView {
  std::string_view name;
  std::string_view value;
};

enum class Scheme { http, https };

/// What stands for the address of a peer that came by a Unix socket.
inline constexpr std::string_view unixPeer = "unix:";

/// A request as it came; views into the connection's buffers, valid until it is answered.
struct Request {
  std::string_view method;
  std::string_view target;
  std::vector<FieldView> fields;
  std::string_view body;
  std::string_view clientAddress{};  ///< of the peer, without its port; unixPeer for one by a Unix socket
  Scheme scheme = Scheme::http;
  std::span<const std::byte> clientCertificate{};  ///< DER; of this connection's handshake
  mutable std::shared_ptr<const void> found{};     ///< what the handler found out, for itself: it may ask again
  bool mayBeHeld = true;                           ///< whether its answer may be provisional; the last time it may not
  bool mayTakeLong = false;  ///< for the handler itself: whether a thread that may block looks at it

  /// The first field of this name (without letter case); nothing when there is none.
  std::optional<std::string_view> field(std::string_view name) const;
  /// All values of this name, in their order.
  std::vector<std::string_view> fieldValues(std::string_view name) const;
};

/// The next piece of a body that is too large to be held, empty at its end. Called on a thread that may block, by one
/// at a time. What it throws cuts the answer off, so that no client takes it for a whole one.
using BodySource = std::function<std::string()>;

/// The fields of an answer, kept as they are sent: one text, so that an answer costs one allocation, not one a field.
class ResponseFields {
 public:
  /// Control characters become blanks: no value can begin a field of its own.
  void add(std::string_view name, std::string_view value);

  /// The first field of this name (without letter case); nothing when there is none.
  std::optional<std::string_view> find(std::string_view name) const;

  /// Calls `visit` with each of them, a FieldView, in their order.
  template <class Visit>
  void forEach(const Visit& visit) const {
    std::string_view rest = text_;
    while (!rest.empty()) {
      const std::string_view line = rest.substr(0, rest.find("\r\n"));
      rest.remove_prefix(line.size() + 2);
      const std::size_t colon = line.find(": ");
      visit(FieldView{line.substr(0, colon), line.substr(colon + 2)});
    }
  }

  /// "Name: value\r\n" for each of them.
  const std::string& text() const noexcept { return text_; }

 private:
  std::string text_;
};

/// Calls `resume` once when another answer is to be expected: from any thread, perhaps before it returns.
using WhenSettled = std::function<void(std::function<void()> resume)>;

struct Response {
  int status = 200;
  ResponseFields fields{};
  std::string body{};
  BodySource rest{};          ///< what follows `body`, when there is more than that
  std::string user{};         ///< who asked, for the log where that is wished; not sent
  WhenSettled whenSettled{};  ///< given with a provisional answer: the request is handled again when it has settled

  Response& set(std::string_view name, std::string_view value) {
    fields.add(name, value);
    return *this;
  }
};

}  // namespace rest::http
