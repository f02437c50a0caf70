#pragma once

#include <span>
#include <string>

#include "ext_authz.pb.h"
#include "http/message.hpp"

namespace jwtauth::forwardAuth {

/// Refuses with a status and nothing else, such as 500.
void refuse(envoy::service::auth::v3::CheckResponse& answer, int status);

/// Puts the gate's response to a question into the form of ext_authz. A refusal is for the client as it is. With a 200
/// the proxy overwrites the fields of `identity` in the client's request; fields of the client that some programs take
/// for one of them are removed; the response's other fields are added to the answer that the client gets.
void answerBy(const rest::http::Response& response, const rest::http::Request& question,
              std::span<const std::string> identity, envoy::service::auth::v3::CheckResponse& answer);

}  // namespace jwtauth::forwardAuth
