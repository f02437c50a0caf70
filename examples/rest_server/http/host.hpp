#pragma once

#include <string_view>

namespace rest::http {

/// Whether this is a host as a Host field and a URL name it (RFC 9110 7.2, RFC 3986 3.2.2): letters, digits, `-`, `.`
/// and `_`, or an IPv6 address in brackets, and then a port, maybe. Of what RFC 3986 allows besides, no host has any,
/// and in a URL that is made of it again it could mean something else.
bool isHost(std::string_view text) noexcept;

}  // namespace rest::http
