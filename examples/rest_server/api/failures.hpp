#pragma once

#include "api/request_error.hpp"
#include "budget/request_budget.hpp"
#include "http/message.hpp"
#include "store/document_store.hpp"

namespace rest::api {

/// The answers to requests that failed. What the client need not know is logged.
http::Response responseTo(const RequestError& error);
http::Response responseTo(const StoreError& error, const http::Request& request);
http::Response responseTo(const BudgetSpent& spent);

}  // namespace rest::api
