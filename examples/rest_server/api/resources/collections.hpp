#pragma once

#include "api/exchange.hpp"

namespace rest::api {

/// Answers requests for a collection as a whole, and for its size.
http::Response answerCollection(const Exchange& exchange, DocumentStore& store);

}  // namespace rest::api
