#pragma once

#include "api/exchange.hpp"

namespace rest::api {

/// Answers requests for the documents that a filter names: `/collection/*`.
http::Response answerBulk(const Exchange& exchange, DocumentStore& store);

}  // namespace rest::api
