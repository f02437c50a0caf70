// A path that operators ask for goes in, its answer comes out. Refused: other methods than GET and HEAD (405).
#include "api/operations/operations.hpp"

#include "api/error_body.hpp"
#include "log.hpp"

namespace rest::api {

bool Operations::isForEverybody(std::span<const std::string> segments) {
  if (segments.size() == 2) return segments[0] == "health" && segments[1] == "db";
  return segments.size() == 1 && (segments[0] == "ping" || segments[0] == "health");
}

bool Operations::isMetrics(std::span<const std::string> segments) {
  return segments.size() == 1 && segments[0] == "metrics";
}

Operations::Outcome Operations::answer(std::span<const std::string> segments, std::string_view method) {
  if (method != "GET" && method != "HEAD") {
    return errorResponse(405, "the resource has no such method").set("Allow", "GET, HEAD, OPTIONS");
  }
  if (segments[0] == "ping") return http::Response{200, {}, "{\"message\":\"pong\"}"};
  if (isMetrics(segments)) return http::BlockingWork([this] { return metrics(); });
  if (segments.size() == 2) return http::BlockingWork([this] { return storeHealth(probe_.storeAnswers()); });
  return http::BlockingWork([this] { return health(issuers_, probe_.storeAnswers()); });
}

http::Response Operations::metrics() {
  http::Response response;
  response.set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
  response.body = prometheusText({report_(), *refusals_, issuers_, probe_.storeAnswers(), droppedLogLines()});
  return response;
}

}  // namespace rest::api
