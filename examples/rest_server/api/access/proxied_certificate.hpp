#pragma once

#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <optional>
#include <string>
#include <vector>

#include "http/message.hpp"
#include "jwtauth/client_certificate_header.hpp"

namespace rest::api {

/// The certificate of a client whose TLS a proxy ends. Proxies are known by the address of the connection alone:
/// whatever is in a request, any client can write.
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
  std::vector<boost::asio::ip::network_v4> networks4_;
  std::vector<boost::asio::ip::network_v6> networks6_;
};

}  // namespace rest::api
