#pragma once

#include "api/exchange.hpp"

namespace rest::api {

/// GET, PUT (replace, or make with `wm=upsert`) and DELETE of one document. May block; throws StoreError and
/// RequestError.
http::Response answerDocument(const Exchange& exchange, DocumentStore& store);

}  // namespace rest::api
