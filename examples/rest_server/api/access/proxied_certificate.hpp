#pragma once

#include <optional>

#include "api/access/trusted_peers.hpp"
#include "http/message.hpp"
#include "jwtauth/client_certificate_header.hpp"

namespace rest::api {

/// The certificate of a client whose TLS a proxy ends.
class ProxiedCertificate {
 public:
  ProxiedCertificate() = default;
  /// Throws std::invalid_argument for a proxy that is neither an address nor a network.
  explicit ProxiedCertificate(jwtauth::ClientCertificateHeader header);

  /// Whether the connection is that of a proxy, whose own certificate says nothing of the client.
  bool isFromProxy(const http::Request& request) const;

  /// Whether the field came, and not from a proxy: it says nothing then.
  bool isFromStranger(const http::Request& request) const;

  /// What the proxy says. Nothing when it says nothing, or what cannot be read, or several things.
  std::optional<jwtauth::CertificateHash> of(const http::Request& request) const;

 private:
  jwtauth::ClientCertificateHeader header_;
  TrustedPeers proxies_;
};

}  // namespace rest::api
