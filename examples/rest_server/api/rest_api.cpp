// A request goes in. It is let in or refused (401, 403, 503), its resource is found (404) and must have the method
// (405); then the answer, or the work on the store that makes it, comes out. Every answer carries the CORS fields.
#include "api/rest_api.hpp"

#include "api/collections.hpp"
#include "api/cors.hpp"
#include "api/documents.hpp"
#include "api/error_body.hpp"
#include "api/listings.hpp"
#include "api/parameters.hpp"
#include "api/request_error.hpp"
#include "log.hpp"

namespace rest::api {
namespace {

http::Response finished(http::Response response, const http::Request* request) {
  if (!response.body.empty()) response.set("Content-Type", "application/json");
  addCorsFields(response, request);
  return response;
}

/// One name of the list "GET, HEAD, ...".
bool isListed(std::string_view method, std::string_view list) {
  while (!list.empty()) {
    const std::string_view name = list.substr(0, list.find(','));
    if (name == method) return true;
    list.remove_prefix(name.size());
    list.remove_prefix(std::min(list.find_first_not_of(", "), list.size()));
  }
  return false;
}

/// What a preflight may know of a resource without being let in: its methods, whatever it is.
http::Response preflightOf(std::span<const Mount> mounts, const Target& target) {
  try {
    const Resource resource = findResource(mounts, target.segments, target.parameter("id_type").has_value());
    return preflight(methodsOf(resource.kind));
  } catch (const RequestError&) {
    return preflight("OPTIONS");
  }
}

bool isForEverybody(std::span<const std::string> segments) {
  return segments.size() == 1 && (segments[0] == "ping" || segments[0] == "health");
}

/// Things that need more than a predicate: RESTHeart's `mongo` block permits them.
void checkRights(const Exchange& exchange) {
  const bool isManagement = exchange.resource.kind == ResourceKind::collection && exchange.request.method == "PUT";
  if (isManagement && !exchange.access.rights.allowManagementRequests) {
    throw RequestError(403, "this user's permission does not allow management requests");
  }
  if (exchange.target.parameter("wm") && !exchange.access.rights.allowWriteMode) {
    throw RequestError(403, "this user's permission does not allow to choose the write mode");
  }
}

void checkMethod(const Exchange& exchange) {
  if (exchange.resource.kind == ResourceKind::reserved) {
    throw RequestError(501, "this name is reserved, and the resource behind it is not served");
  }
}

}  // namespace

std::variant<http::Response, http::BlockingWork> RestApi::handle(const http::Request& request) {
  Outcome outcome;
  try {
    outcome = route(request);
  } catch (const RequestError& error) {
    outcome = errorResponse(error.status(), error.what());
  }
  if (http::Response* response = std::get_if<http::Response>(&outcome)) {
    *response = finished(std::move(*response), &request);
  }
  return outcome;
}

http::Response RestApi::refuse(int status, std::string_view message) {
  return finished(errorResponse(status, message), nullptr);
}

RestApi::Outcome RestApi::route(const http::Request& request) const {
  Target target = parseTarget(request.target);
  if (request.method == "OPTIONS") return preflightOf(mounts_, target);
  if (isForEverybody(target.segments)) return answerForEverybody(target.segments[0], request.method);

  std::variant<Access, http::Response> admitted = access_.admit(request, target.segments);
  if (http::Response* refusal = std::get_if<http::Response>(&admitted)) return std::move(*refusal);

  Resource resource = findResource(mounts_, target.segments, target.parameter("id_type").has_value());
  const std::string_view methods = methodsOf(resource.kind);
  const Exchange exchange{request, std::move(target), std::move(resource), std::get<Access>(std::move(admitted))};
  checkMethod(exchange);
  if (!isListed(request.method, methods)) {
    return errorResponse(405, "the resource has no such method").set("Allow", std::string(methods));
  }
  checkRights(exchange);
  refuseUnservedParameters(exchange.target);
  return http::BlockingWork([this, exchange] { return finished(answer(exchange), &exchange.request); });
}

http::Response RestApi::answerForEverybody(std::string_view name, std::string_view method) const {
  if (method != "GET" && method != "HEAD") {
    return errorResponse(405, "the resource has no such method").set("Allow", "GET, HEAD, OPTIONS");
  }
  if (name == "health") return healthOf(issuers_);
  http::Response response;
  response.body = "{\"message\":\"pong\"}";
  return response;
}

http::Response RestApi::answer(const Exchange& exchange) const {
  try {
    return answerFromStore(exchange);
  } catch (const RequestError& error) {
    return errorResponse(error.status(), error.what());
  } catch (const StoreError& error) {
    logLine(std::string("store: ") + error.what());
    switch (error.kind()) {
      case StoreError::Kind::unavailable:
        return errorResponse(503, "the store cannot be reached; try again").set("Retry-After", "1");
      case StoreError::Kind::refused:
        return errorResponse(400, "the store does not take this document");
      case StoreError::Kind::failed:
        break;
    }
    return errorResponse(500, "the server failed; its log says more");
  }
}

http::Response RestApi::answerFromStore(const Exchange& exchange) const {
  switch (exchange.resource.kind) {
    case ResourceKind::collection:
      return answerCollection(exchange, store_);
    case ResourceKind::document:
      return answerDocument(exchange, store_);
    default:
      return answerListing(exchange, store_);
  }
}

}  // namespace rest::api
