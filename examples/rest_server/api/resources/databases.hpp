#pragma once

#include "api/exchange.hpp"

namespace rest::api {

/// Answers requests for everything there is, for a database, and for how many collections it has.
http::Response answerDatabases(const Exchange& exchange, DocumentStore& store);

}  // namespace rest::api
