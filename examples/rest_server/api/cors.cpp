// A request's Origin goes in, the CORS fields of its answer come out. Nothing is refused here: every token comes in a
// field that a foreign page's script must hold already.
#include "api/cors.hpp"

namespace rest::api {

void addCorsFields(http::Response& response, const http::Request* request) {
  const auto origin = request == nullptr ? std::nullopt : request->field("Origin");
  response.set("Access-Control-Allow-Origin", std::string(origin.value_or("*")))
      .set("Access-Control-Allow-Credentials", "true")
      .set("Access-Control-Expose-Headers", "Location, ETag, WWW-Authenticate, Retry-After");
  // RFC 9111 4.1: a cache must not give one origin's answer to another.
  if (origin) response.set("Vary", "Origin");
}

http::Response preflight(std::string_view methods) {
  http::Response response;
  response.set("Allow", std::string(methods))
      .set("Access-Control-Allow-Methods", std::string(methods))
      .set("Access-Control-Allow-Headers",
           "Accept, Accept-Encoding, Authorization, Content-Length, Content-Type, Host, If-Match, If-None-Match, "
           "Origin, "
           "X-Requested-With, User-Agent, No-Auth-Challenge")
      .set("Access-Control-Max-Age", "600");
  return response;
}

}  // namespace rest::api
