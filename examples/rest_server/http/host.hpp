#pragma once

#include <string_view>

namespace rest::http {

/// Whether this is a host as a Host field and a URL name it (RFC 9110 7.2, RFC 3986 3.2.2): letters, digits, `-`, `.`
/// and `_`, or an IPv6 address in brackets, and perhaps a port. RFC 3986 allows more, but no host has it, and in a
/// URL made from it, it could mean something else.
bool isHost(std::string_view text) noexcept;

}  // namespace rest::http
