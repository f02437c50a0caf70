// A request goes in. It is let in or refused (401, 403, 503), its resource is found (404) and must have the method
// (405); then the answer, or the work on the store that makes it, comes out. Every answer carries the CORS fields.
#include "api/rest_api.hpp"

#include <algorithm>

#include "api/access/rights.hpp"
#include "api/cors.hpp"
#include "api/error_body.hpp"
#include "api/request/query.hpp"
#include "api/request_error.hpp"
#include "api/resources/aggregations.hpp"
#include "api/resources/bulk.hpp"
#include "api/resources/collections.hpp"
#include "api/resources/creation.hpp"
#include "api/resources/databases.hpp"
#include "api/resources/documents.hpp"
#include "api/resources/indexes.hpp"
#include "api/resources/properties.hpp"
#include "api/resources/roles.hpp"
#include "log.hpp"

namespace rest::api {
namespace {

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

constexpr std::string_view methodsOfOwn = "GET, HEAD, OPTIONS";
constexpr std::string_view methodsOfServer = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

bool isOpenApi(std::span<const std::string> segments) {
  return segments.size() == 1 && segments[0] == "_openapi";
}

/// Paths beside the mounts.
bool isServersOwn(const Target& target) {
  return Operations::isForEverybody(target.segments) || Operations::isMetrics(target.segments) || isRolesPath(target) ||
         isOpenApi(target.segments);
}

/// What a preflight may know of a resource without being let in: its methods, whatever it is.
http::Response preflightOf(std::span<const Mount> mounts, const Target& target) {
  if (isServersOwn(target)) return preflight(methodsOfOwn);
  try {
    const Resource resource = findResource(mounts, target.segments, target.parameter("id_type").has_value());
    return preflight(methodsOf(resource.kind));
  } catch (const RequestError&) {
    return preflight("OPTIONS");
  }
}

bool isRead(std::string_view method) {
  return method == "GET" || method == "HEAD";
}

http::Response refuseMethod(std::string_view methods) {
  return errorResponse(405, "the resource has no such method").set("Allow", std::string(methods));
}

http::Response responseTo(const RequestError& error) {
  http::Response response = errorResponse(error.status(), error.what());
  if (error.etag()) response.set("ETag", error.etag()->hex());
  return response;
}

http::Response responseTo(const StoreError& error) {
  const auto sentence = [&error](const char* otherwise) {
    return error.forClient().empty() ? std::string(otherwise) : error.forClient();
  };
  switch (error.kind()) {
    case StoreError::Kind::unavailable:
      logLine(std::string("store: ") + error.what());
      return errorResponse(503, "the store cannot be reached; try again").set("Retry-After", "1");
    case StoreError::Kind::invalid:
      return errorResponse(400, sentence("the store does not take this filter, sort, projection or update"));
    case StoreError::Kind::unsupported:
      return errorResponse(501, sentence("the store cannot do this"));
    case StoreError::Kind::duplicate:
      return errorResponse(409, sentence("a value that an index holds unique is taken"));
    case StoreError::Kind::refused:
      return errorResponse(400, sentence("the store does not take this document"));
    case StoreError::Kind::failed:
      break;
  }
  logLine(std::string("store: ") + error.what());
  return errorResponse(500, "the server failed; its log says more");
}

void checkMethod(const Exchange& exchange) {
  if (exchange.resource.kind == ResourceKind::reserved) {
    throw RequestError(501, "this name is reserved, and the resource behind it is not served");
  }
}

http::Response answerFromStore(const Exchange& exchange, DocumentStore& store) {
  switch (exchange.resource.kind) {
    case ResourceKind::databases:
    case ResourceKind::database:
    case ResourceKind::databaseSize:
      return answerDatabases(exchange, store);
    case ResourceKind::collection:
      return exchange.request.method == "POST" ? answerPost(exchange, store) : answerCollection(exchange, store);
    case ResourceKind::collectionSize:
      return answerCollection(exchange, store);
    case ResourceKind::databaseMeta:
    case ResourceKind::collectionMeta:
      return answerMeta(exchange, store);
    case ResourceKind::documents:
      return answerBulk(exchange, store);
    case ResourceKind::indexes:
    case ResourceKind::index:
      return answerIndexes(exchange, store);
    case ResourceKind::aggregation:
      return answerAggregation(exchange, store);
    case ResourceKind::document:
      return answerDocument(exchange, store);
    case ResourceKind::aggregations:
    case ResourceKind::reserved:
      break;
  }
  throw RequestError(501, "the resource is not served");
}

}  // namespace

std::variant<http::Response, http::BlockingWork> RestApi::handle(const http::Request& request) {
  Outcome outcome;
  try {
    outcome = route(request);
  } catch (const RequestError& error) {
    outcome = responseTo(error);
  }
  if (http::Response* response = std::get_if<http::Response>(&outcome)) {
    *response = finished(std::move(*response), &request);
  }
  return outcome;
}

http::Response RestApi::finished(http::Response response, const http::Request* request) const {
  const bool hasBody = !response.body.empty() || response.rest;
  if (hasBody && !response.fields.find("Content-Type")) response.set("Content-Type", "application/json");
  addCorsFields(response, request, cors_);
  return response;
}

http::Response RestApi::refuse(int status, std::string_view message) {
  return finished(errorResponse(status, message), nullptr);
}

RestApi::Outcome RestApi::route(const http::Request& request) const {
  // RFC 9110 9.3.7: of the server as a whole.
  if (request.method == "OPTIONS" && request.target == "*") return preflight(methodsOfServer);
  Target target = parseTarget(request.target);
  if (request.method == "OPTIONS") return preflightOf(mounts_, target);
  if (Operations::isForEverybody(target.segments)) return operate(request, target);
  if (isRolesPath(target)) return answerRoles(request, target, access_);

  std::variant<Access, http::Response> admitted = access_.admit(request, target);
  if (http::Response* refusal = std::get_if<http::Response>(&admitted)) return std::move(*refusal);
  if (Operations::isMetrics(target.segments)) return operate(request, target);

  if (isOpenApi(target.segments)) {
    return isRead(request.method) ? openApiOf(openApi_) : refuseMethod(methodsOfOwn);
  }

  Resource resource = findResource(mounts_, target.segments, target.parameter("id_type").has_value());
  const std::string_view methods = methodsOf(resource.kind);
  const Exchange exchange{request, std::move(target), std::move(resource), std::get<Access>(std::move(admitted)),
                          etagPolicies_};
  checkMethod(exchange);
  if (!isListed(request.method, methods)) return refuseMethod(methods);
  checkRights(exchange.resource.kind, request.method, exchange.target, exchange.access.rights);
  refuseUnservedParameters(exchange.target);
  if (isRead(request.method) && exchange.resource.kind == ResourceKind::document && store_.findsAtOnce())
    return answer(exchange);
  return http::BlockingWork([this, exchange] { return finished(answer(exchange), &exchange.request); });
}

RestApi::Outcome RestApi::operate(const http::Request& request, const Target& target) const {
  Outcome outcome = operations_.answer(target.segments, request.method);
  if (const auto work = std::get_if<http::BlockingWork>(&outcome)) {
    return http::BlockingWork([this, work = *work, &request] { return finished(work(), &request); });
  }
  return outcome;
}

http::Response RestApi::answer(const Exchange& exchange) const {
  http::Response response;
  try {
    response = answerFromStore(exchange, store_);
  } catch (const RequestError& error) {
    response = responseTo(error);
  } catch (const StoreError& error) {
    response = responseTo(error);
  }
  if (exchange.access.principal) response.user = exchange.access.principal->name();
  return response;
}

}  // namespace rest::api
