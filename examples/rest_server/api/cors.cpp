// A request's Origin goes in, the CORS fields of its answer come out. Refused by silence: origins that are not allowed.
#include "api/cors.hpp"

#include <algorithm>

namespace rest::api {

void addCorsFields(http::Response& response, const http::Request* request, const CorsRule& rule) {
  if (response.fields.find("Access-Control-Allow-Origin")) return;  // the answer is for scripts of every origin
  // Empty when it is missing: no origin is empty (RFC 6454 6.1).
  const std::string_view origin = request == nullptr ? "" : request->field("Origin").value_or("");
  const std::vector<std::string>& allowed = rule.allowedOrigins;
  // RFC 9111 4.1: a cache must not give one origin's answer to another.
  if (!origin.empty() || !allowed.empty()) response.set("Vary", "Origin");
  const bool isAllowed = allowed.empty() || std::find(allowed.begin(), allowed.end(), origin) != allowed.end();
  if (!isAllowed) return;
  response.set("Access-Control-Allow-Origin", origin.empty() ? "*" : std::string(origin))
      .set("Access-Control-Allow-Credentials", "true")
      .set("Access-Control-Expose-Headers", "Location, ETag, WWW-Authenticate, DPoP-Nonce, Retry-After");
}

http::Response preflight(std::string_view methods) {
  http::Response response;
  response.set("Allow", std::string(methods))
      .set("Access-Control-Allow-Methods", std::string(methods))
      .set("Access-Control-Allow-Headers",
           "Accept, Accept-Encoding, Authorization, Content-Length, Content-Type, DPoP, Host, If-Match, If-None-Match, "
           "Origin, X-Requested-With, User-Agent, No-Auth-Challenge")
      .set("Access-Control-Max-Age", "600");
  return response;
}

}  // namespace rest::api
