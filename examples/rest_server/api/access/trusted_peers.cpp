// Addresses and networks go in; whether a peer is one of them comes out.
#include "api/access/trusted_peers.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <stdexcept>

#include "http/message.hpp"

namespace rest::api {

namespace ip = boost::asio::ip;

namespace {

/// An IPv4 address in an IPv6 one is that IPv4 address.
ip::address plain(const ip::address& address) {
  const bool isMapped = address.is_v6() && address.to_v6().is_v4_mapped();
  return isMapped ? ip::make_address_v4(ip::v4_mapped, address.to_v6()) : address;
}

}  // namespace

TrustedPeers::TrustedPeers(std::span<const std::string> peers) {
  for (const std::string& peer : peers) {
    boost::system::error_code error;
    const ip::address address = ip::make_address(peer, error);
    if (peer == http::unixPeer) {
      holdsUnix_ = true;
    } else if (!error && plain(address).is_v4()) {
      networks4_.emplace_back(plain(address).to_v4(), 32);
    } else if (!error) {
      networks6_.emplace_back(address.to_v6(), 128);
    } else if (const auto network4 = ip::make_network_v4(peer, error); !error) {
      networks4_.push_back(network4.canonical());
    } else if (const auto network6 = ip::make_network_v6(peer, error); !error) {
      networks6_.push_back(network6.canonical());
    } else {
      throw std::invalid_argument("a proxy that is neither an address nor a network; expected 10.0.0.1 or 10.0.0.0/8");
    }
  }
}

bool TrustedPeers::hold(std::string_view clientAddress) const {
  if (clientAddress == http::unixPeer) return holdsUnix_;
  if (networks4_.empty() && networks6_.empty()) return false;
  boost::system::error_code error;
  const ip::address peer = plain(ip::make_address(std::string(clientAddress), error));
  if (error) return false;
  const auto holds = [](const auto& networks, const auto& address) {
    return std::any_of(networks.begin(), networks.end(), [&](const auto& network) {
      using Network = std::decay_t<decltype(network)>;
      return Network(address, network.prefix_length()).canonical() == network;
    });
  };
  return peer.is_v4() ? holds(networks4_, peer.to_v4()) : holds(networks6_, peer.to_v6());
}

}  // namespace rest::api
