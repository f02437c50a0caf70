#pragma once

#include <string_view>

#include "http/message.hpp"

namespace rest::api {

/// Adds what lets a browser's script read the answer, an error too: its Origin, or `*` when there is none.
void addCorsFields(http::Response& response, const http::Request* request);

/// The answer to a preflight, or any OPTIONS.
http::Response preflight(std::string_view methods);

}  // namespace rest::api
