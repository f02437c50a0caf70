#pragma once

#include "api/exchange.hpp"

namespace rest::api {

/// Answers GET of a stored aggregation: `/collection/_aggrs/name`.
http::Response answerAggregation(const Exchange& exchange, DocumentStore& store);

}  // namespace rest::api
