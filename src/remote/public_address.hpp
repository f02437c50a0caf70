#pragma once

#include <string>

struct sockaddr;

namespace jwtauth::inline v0 {

/// Whether an address is one of the public Internet: neither unspecified, loopback, link-local, private (RFC 1918,
/// RFC 4193), shared (RFC 6598), multicast nor reserved, nor an IPv6 address that stands for such an IPv4 address.
bool isPublic(const sockaddr& address) noexcept;

/// The same for an address as it is written; false for what is not one.
bool isPublicAddress(const std::string& text) noexcept;

/// Whether the text is an IP address, not a name; IPv6 also in brackets, as URLs have it.
bool isIpAddress(const std::string& text) noexcept;

}  // namespace jwtauth::inline v0
