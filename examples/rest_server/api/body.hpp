#pragma once

#include "document/document.hpp"
#include "http/message.hpp"

namespace rest::api {

/// The document in a request's body. Throws RequestError: 415 for other media types or encodings, 400 for what is not
/// one strict JSON object, or has `$` operators in the place of members, or an `_id` that cannot be one.
Document documentIn(const http::Request& request);

}  // namespace rest::api
