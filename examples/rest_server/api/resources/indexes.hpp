#pragma once

#include "api/exchange.hpp"

namespace rest::api {

/// Answers requests for a collection's indexes, and for one of them.
http::Response answerIndexes(const Exchange& exchange, DocumentStore& store);

}  // namespace rest::api
