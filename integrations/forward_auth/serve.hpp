#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gate.hpp"
#include "http/server.hpp"

namespace jwtauth::forwardAuth {

/// What an operator says on the command line of `jwtauth serve`.
struct ServeOptions {
  std::string configuration;  ///< file: the library's settings, and of the server's those that a gate has a use for
  rest::http::Address listen{"127.0.0.1", 9180, ""};
  std::optional<rest::http::Address> grpc{};        ///< where proxies ask over gRPC, in builds that have it
  std::optional<rest::http::Address> operations{};  ///< where /health and /metrics are; nothing: nowhere
  rest::http::TlsFiles tls{};                       ///< without a certificate the proxy asks by HTTP
  std::vector<std::string> requiredScopes{};        ///< besides those of the configuration
  std::vector<ClaimField> claims{};
  std::vector<std::string> trustedProxies{"127.0.0.0/8", "::1", "unix:"};  ///< who may say what a client asked for
  OriginalRequestFrom originalRequestFrom = OriginalRequestFrom::xForwarded;
  std::string pathPrefix{};
  bool logRequests = false;
};

/// Reads "127.0.0.1:9180", "[::1]:9180" or "unix:/run/jwtauth.sock". Throws std::invalid_argument.
rest::http::Address parseAddress(std::string_view text);

/// Answers the questions of proxies until a signal ends it; SIGHUP has keys, permissions and certificate read again.
/// Throws rest::SettingError or ConfigurationError for a configuration, rest::http::TlsFileError for a certificate and
/// std::invalid_argument for options that cannot work, rest::http::ListenError for an address that is taken.
void serve(const ServeOptions& options);

}  // namespace jwtauth::forwardAuth
