#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "http/message.hpp"
#include "http/tls/identity.hpp"

namespace rest::http {

/// The same path and query on the same host, by HTTPS at this port. Nothing for a host that the certificate does not
/// name: who sends a request chooses its Host, but may not choose where others are led.
std::optional<std::string> secureUrlOf(const Request& request, const TlsIdentity& identity, std::uint16_t port);

}  // namespace rest::http
