#pragma once

#include "api/exchange.hpp"

namespace rest::api {

/// Answers POST to a collection: one document, or many.
http::Response answerPost(const Exchange& exchange, DocumentStore& store);

}  // namespace rest::api
