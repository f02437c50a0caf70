#pragma once

#include "api/exchange.hpp"

namespace rest::api {

/// GET of everything, or of a database: a page of names. May block; throws StoreError and RequestError.
http::Response answerListing(const Exchange& exchange, DocumentStore& store);

}  // namespace rest::api
