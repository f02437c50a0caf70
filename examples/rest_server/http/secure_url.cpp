// A request that came by HTTP goes in, the URL where it belongs comes out. Refused: hosts that are not ours, targets
// that are not a path.
#include "http/secure_url.hpp"

namespace rest::http {
namespace {

constexpr std::uint16_t usualPort = 443;

/// A Host field without its port, which may be empty (RFC 9110 7.2, RFC 3986 3.2.3).
std::string_view withoutPort(std::string_view host) {
  const std::size_t colon = host.rfind(':');
  const std::size_t bracket = host.rfind(']');
  const bool hasPort = colon != std::string_view::npos && (bracket == std::string_view::npos || bracket < colon);
  if (!hasPort || host.find_first_not_of("0123456789", colon + 1) != std::string_view::npos) return host;
  return host.substr(0, colon);
}

}  // namespace

std::optional<std::string> secureUrlOf(const Request& request, const TlsIdentity& identity, std::uint16_t port) {
  const std::string_view host = withoutPort(request.field("Host").value_or(""));
  if (!request.target.starts_with('/') || !identity.isGoodFor(host)) return std::nullopt;
  std::string url = "https://" + std::string(host);
  if (port != usualPort) url += ':' + std::to_string(port);
  return url.append(request.target);
}

}  // namespace rest::http
