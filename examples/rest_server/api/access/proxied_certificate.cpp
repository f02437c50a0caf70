// A request that a proxy passed on goes in, the hash of its client's certificate comes out.
#include "api/access/proxied_certificate.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <stdexcept>
#include <utility>

namespace rest::api {

namespace ip = boost::asio::ip;

namespace {

/// An IPv4 address in an IPv6 one is that IPv4 address.
ip::address plain(const ip::address& address) {
  const bool isMapped = address.is_v6() && address.to_v6().is_v4_mapped();
  return isMapped ? ip::make_address_v4(ip::v4_mapped, address.to_v6()) : address;
}

}  // namespace

ProxiedCertificate::ProxiedCertificate(jwtauth::ClientCertificateHeader header) : header_(std::move(header)) {
  for (const std::string& proxy : header_.trustedProxies) {
    boost::system::error_code error;
    const ip::address address = ip::make_address(proxy, error);
    if (!error && plain(address).is_v4()) {
      networks4_.emplace_back(plain(address).to_v4(), 32);
    } else if (!error) {
      networks6_.emplace_back(address.to_v6(), 128);
    } else if (const auto network4 = ip::make_network_v4(proxy, error); !error) {
      networks4_.push_back(network4.canonical());
    } else if (const auto network6 = ip::make_network_v6(proxy, error); !error) {
      networks6_.push_back(network6.canonical());
    } else {
      throw std::invalid_argument("a proxy that is neither an address nor a network; expected 10.0.0.1 or 10.0.0.0/8");
    }
  }
}

bool ProxiedCertificate::isFromProxy(const http::Request& request) const {
  boost::system::error_code error;
  const ip::address peer = plain(ip::make_address(std::string(request.clientAddress), error));
  if (error) return false;
  const auto holds = [](const auto& networks, const auto& address) {
    return std::any_of(networks.begin(), networks.end(), [&](const auto& network) {
      using Network = std::decay_t<decltype(network)>;
      return Network(address, network.prefix_length()).canonical() == network;
    });
  };
  return peer.is_v4() ? holds(networks4_, peer.to_v4()) : holds(networks6_, peer.to_v6());
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
