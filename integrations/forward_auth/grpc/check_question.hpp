#pragma once

#include <string>
#include <string_view>

#include "ext_authz.pb.h"
#include "http/message.hpp"

namespace jwtauth::forwardAuth {

/// The client's request that a proxy asks about, for OriginalRequestFrom::attributes; views into what it sent.
/// `proxyAddress` is the peer of the connection, as http::Request has it.
rest::http::Request questionOf(const envoy::service::auth::v3::CheckRequest& asked, std::string_view proxyAddress);

/// The address of a peer as gRPC writes it, "ipv4:127.0.0.1:40000", in the form of http::Request::clientAddress; empty
/// for a form that is not known.
std::string addressOfPeer(std::string_view peer);

}  // namespace jwtauth::forwardAuth
