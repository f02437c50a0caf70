#pragma once

#include <optional>

#include "document/json.hpp"
#include "http/message.hpp"

namespace rest::api {

/// The JSON in a request's body; nothing when it has no body. Throws RequestError: 415 for another media type or a
/// Content-Encoding, 400 for what is not strict JSON, 406 for JSON that is neither an object nor an array.
std::optional<JsonContainer> bodyOf(const http::Request& request);

/// The object in a body that must have one: 400 without a body, 406 for an array.
Document objectIn(const http::Request& request);

}  // namespace rest::api
