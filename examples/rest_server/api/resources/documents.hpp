#pragma once

#include "api/exchange.hpp"

namespace rest::api {

/// Answers requests for one document.
http::Response answerDocument(const Exchange& exchange, DocumentStore& store);

}  // namespace rest::api
