// A path goes in, what operators ask for there comes out. Refused: other paths (404) and methods (405).
#include "operations_page.hpp"

#include "api/error_body.hpp"
#include "api/operations/health.hpp"
#include "api/operations/metrics.hpp"
#include "log.hpp"

namespace jwtauth::forwardAuth {

using rest::http::Request;
using rest::http::Response;

std::variant<Response, rest::http::BlockingWork> OperationsPage::handle(const Request& request) {
  Response response = pageFor(request);
  response.set("Cache-Control", "no-store");
  if (!response.fields.find("Content-Type")) response.set("Content-Type", "application/json");
  return response;
}

Response OperationsPage::refuse(int status, std::string_view message) {
  return rest::api::errorResponse(status, message).set("Content-Type", "application/json");
}

Response OperationsPage::pageFor(const Request& request) const {
  const bool isHealth = request.target == "/health";
  if (!isHealth && request.target != "/metrics") {
    return rest::api::errorResponse(404, "expected /health or /metrics");
  }
  if (request.method != "GET" && request.method != "HEAD") {
    return rest::api::errorResponse(405, "expected GET or HEAD").set("Allow", "GET, HEAD");
  }
  if (isHealth) return rest::api::health(issuers_);
  Response response;
  response.set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
  response.body = rest::api::prometheusText({report_(), *refusals_, issuers_, std::nullopt, rest::droppedLogLines()});
  return response;
}

}  // namespace jwtauth::forwardAuth
