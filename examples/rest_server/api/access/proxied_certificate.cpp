// A request that a proxy passed on goes in, the hash of its client's certificate comes out.
#include "api/access/proxied_certificate.hpp"

#include <utility>

namespace rest::api {

ProxiedCertificate::ProxiedCertificate(jwtauth::ClientCertificateHeader header)
    : header_(std::move(header)), proxies_(header_.trustedProxies) {}

bool ProxiedCertificate::isFromProxy(const http::Request& request) const {
  return proxies_.hold(request.clientAddress);
}

bool ProxiedCertificate::isFromStranger(const http::Request& request) const {
  return !header_.name.empty() && !isFromProxy(request) && request.field(header_.name).has_value();
}

std::optional<jwtauth::CertificateHash> ProxiedCertificate::of(const http::Request& request) const {
  const std::vector<std::string_view> values = request.fieldValues(header_.name);
  if (values.size() != 1) return std::nullopt;
  const auto hash = jwtauth::readClientCertificate(values.front(), header_.form);
  return hash ? *hash : std::nullopt;
}

}  // namespace rest::api
