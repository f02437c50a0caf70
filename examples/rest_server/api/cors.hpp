#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"

namespace rest::api {

/// Origins whose scripts may read answers.
struct CorsRule {
  /// These origins, exactly; empty: any, as with RESTHeart, for every token comes in a field that a foreign page's
  /// script must hold already.
  std::vector<std::string> allowedOrigins{};
};

/// Adds what lets a browser's script read the answer, an error too: its Origin, or `*` when there is none. A script of
/// an origin that is not allowed gets nothing of it.
void addCorsFields(http::Response& response, const http::Request* request, const CorsRule& rule);

/// The answer to a preflight, or any OPTIONS.
http::Response preflight(std::string_view methods);

}  // namespace rest::api
