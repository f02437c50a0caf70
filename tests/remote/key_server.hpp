#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "tests/remote/tls_identity.hpp"

namespace jwtauth::tests {

/// One request to a KeyServer: what was asked, and a hand on the wire for the answer.
class Exchange {
 public:
  virtual ~Exchange() = default;
  virtual const std::string& path() const = 0;
  virtual const std::string& head() const = 0;  ///< request line and fields
  virtual const std::string& body() const = 0;
  /// False when the client has gone.
  virtual bool send(std::string_view bytes) = 0;
  /// Says nothing until the client hangs up or the server ends.
  virtual void waitForTheEnd() = 0;

  void answer(std::string_view body, std::string_view headers = "", std::string_view status = "200 OK") {
    send("HTTP/1.1 " + std::string(status) + "\r\nConnection: close\r\n" + std::string(headers) +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body));
  }
};

using Answering = std::function<void(Exchange&)>;

/// A real server on loopback, over TLS unless told otherwise; a thread for each connection.
class KeyServer {
 public:
  enum class Wire { tls, tls12, tls11, plain };  ///< with a number: no newer version

  explicit KeyServer(Answering answering, CertificateFlaw flaw = CertificateFlaw::none, Wire wire = Wire::tls);
  ~KeyServer();
  KeyServer(const KeyServer&) = delete;
  KeyServer& operator=(const KeyServer&) = delete;

  std::string url(std::string_view path) const;
  /// The file of the authority that a client must trust.
  const std::string& caFile() const;
  int requests() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace jwtauth::tests
