#pragma once

#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rest::api {

/// Proxies whose word counts. They are known by the address of the connection alone: whatever is in a request, any
/// client can write.
class TrustedPeers {
 public:
  TrustedPeers() = default;
  /// Addresses, networks, and `unix:` for whoever reaches the Unix socket. Throws std::invalid_argument for anything
  /// else.
  explicit TrustedPeers(std::span<const std::string> peers);

  /// Whether the peer of this address, as http::Request has it, is one of them.
  bool hold(std::string_view clientAddress) const;

 private:
  std::vector<boost::asio::ip::network_v4> networks4_;
  std::vector<boost::asio::ip::network_v6> networks6_;
  bool holdsUnix_ = false;
};

}  // namespace rest::api
