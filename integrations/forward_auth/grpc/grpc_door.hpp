#pragma once

#include <memory>
#include <string>

#include "http/handler.hpp"
#include "http/server.hpp"
#include "http/traffic.hpp"
#include "identity_fields.hpp"

namespace jwtauth::forwardAuth {

/// Where proxies ask over gRPC, by Envoy's interface ext_authz. `gate` reads OriginalRequestFrom::attributes.
class GrpcDoor {
 public:
  struct Options {
    rest::http::Address address{};
    rest::http::TlsFiles tls{};  ///< read again when they change; without a certificate no TLS is spoken
    std::vector<ClaimField> claims{};
    rest::http::RequestLog log = rest::http::RequestLog::nothing;
  };

  /// Answers from here on. Throws ListenError. The gate must outlive it.
  GrpcDoor(const Options& options, rest::http::Handler& gate);
  ~GrpcDoor();
  GrpcDoor(const GrpcDoor&) = delete;
  GrpcDoor& operator=(const GrpcDoor&) = delete;

  /// Where it listens, "127.0.0.1:9190" or "unix:/run/jwtauth.sock".
  const std::string& place() const noexcept;

  /// What has been answered, from any thread.
  rest::http::Traffic traffic() const;

  /// Answers what is in flight, within a little more than a check may be held.
  void stop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace jwtauth::forwardAuth
