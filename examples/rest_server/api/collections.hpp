#pragma once

#include "api/exchange.hpp"

namespace rest::api {

/// GET (a page of documents), POST (a new document) and PUT (the collection itself). May block; throws StoreError and
/// RequestError.
http::Response answerCollection(const Exchange& exchange, DocumentStore& store);

}  // namespace rest::api
