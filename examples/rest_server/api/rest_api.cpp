// A request goes in. It is let in or refused (401, 403, 503), its resource is found (404) and must have the method
// (405); then the answer, or the work on the store that makes it, comes out. Every answer carries the CORS fields.
#include "api/rest_api.hpp"

#include <exception>
#include <stdexcept>

#include "api/cors.hpp"
#include "api/error_body.hpp"
#include "api/failures.hpp"
#include "api/operations/roles.hpp"
#include "api/request_error.hpp"
#include "budget/request_budget.hpp"
#include "document/compose.hpp"

namespace rest::api {
namespace {

/// By its `_id` alone: a filter or a projection may take long, whoever it is from.
bool asksForDocumentAlone(const Exchange& exchange) {
  const std::string_view method = exchange.request.method;
  return (method == "GET" || method == "HEAD") && exchange.resource.kind == ResourceKind::document &&
         exchange.target.query.empty() && isEmpty(exchange.access.readFilter);
}

}  // namespace

std::variant<http::Response, http::BlockingWork> RestApi::handle(const http::Request& request) try {
  return access_.mayBlock(request) ? whereItMayBlock(request) : outcomeOf(request);
} catch (const LargeBody&) {
  return whereItMayBlock(request);
}

http::BlockingWork RestApi::whereItMayBlock(const http::Request& request) const {
  http::Request patient = request;
  patient.mayBeHeld = false;
  patient.mayTakeLong = true;
  return http::BlockingWork([this, patient] {
    Outcome outcome = outcomeOf(patient);
    if (const auto* work = std::get_if<http::BlockingWork>(&outcome)) return (*work)();
    return std::get<http::Response>(std::move(outcome));
  });
}

RestApi::Outcome RestApi::outcomeOf(const http::Request& request) const {
  Outcome outcome;
  try {
    outcome = route(request);
  } catch (const RequestError& error) {
    outcome = responseTo(error);
  } catch (const BudgetSpent& spent) {
    outcome = responseTo(spent);
  }
  if (http::Response* response = std::get_if<http::Response>(&outcome)) {
    *response = finished(std::move(*response), &request);
  }
  return outcome;
}

http::HeadVerdict RestApi::lookAtHead(const http::Request& request) {
  http::HeadVerdict verdict;
  try {
    const Target target = parseTarget(request.target);
    const OwnPath* own = ownPathAt(target.segments);
    const bool isForEveryone = router_.optionsFor(request) || (own && own->right == OwnPath::Right::everyClient);
    if (!isForEveryone) verdict = access_.lookAtHead(request, target);
  } catch (const std::exception&) {
    // What is wrong is told with the whole request.
  }
  if (verdict.refusal) verdict.refusal = finished(std::move(*verdict.refusal), &request);
  return verdict;
}

http::Response RestApi::finished(http::Response response, const http::Request* request) const {
  const bool hasBody = !response.body.empty() || response.rest;
  if (hasBody && !response.fields.find("Content-Type")) response.set("Content-Type", "application/json");
  if (request != nullptr && response.status < 300) {
    for (const auto& [name, value] : access_.acceptance(*request)) response.set(name, value);
  }
  addCorsFields(response, request, cors_);
  return response;
}

http::Response RestApi::refuse(int status, std::string_view message) {
  return finished(errorResponse(status, message), nullptr);
}

RestApi::Outcome RestApi::route(const http::Request& request) const {
  if (const auto methods = router_.optionsFor(request)) return preflight(*methods);
  Target target = parseTarget(request.target);
  if (const OwnPath* own = ownPathAt(target.segments)) return answerOwn(*own, request, target);

  std::variant<Access, http::Response> admitted = access_.admit(request, target);
  if (http::Response* refusal = std::get_if<http::Response>(&admitted)) return std::move(*refusal);
  Access& access = std::get<Access>(admitted);
  Resource resource = router_.find(target, request.method, access.rights);
  const Exchange exchange{request, std::move(target), std::move(resource), std::move(access), rules_};
  if (store_.findsAtOnce() && asksForDocumentAlone(exchange)) {
    if (std::optional<http::Response> response = answerAtOnce(exchange)) return std::move(*response);
  }
  return http::BlockingWork([this, exchange] { return finished(answer(exchange), &exchange.request); });
}

RestApi::Outcome RestApi::answerOwn(const OwnPath& path, const http::Request& request, const Target& target) const {
  std::optional<jwtauth::Principal> user;
  switch (path.right) {
    case OwnPath::Right::everyClient:
      break;
    case OwnPath::Right::namedUser: {
      std::variant<jwtauth::Principal, http::Response> identified = access_.identify(request, target);
      if (http::Response* refusal = std::get_if<http::Response>(&identified)) return std::move(*refusal);
      user = std::get<jwtauth::Principal>(std::move(identified));
      break;
    }
    case OwnPath::Right::permission: {
      std::variant<Access, http::Response> admitted = access_.admit(request, target);
      if (http::Response* refusal = std::get_if<http::Response>(&admitted)) return std::move(*refusal);
      user = std::get<Access>(std::move(admitted)).principal;
      break;
    }
  }
  checkOwnPath(path, target, request.method, user ? &*user : nullptr);

  const auto asked = [&](http::Response (Operations::*operation)()) {
    return http::BlockingWork([this, operation, &request] { return finished((operations_.*operation)(), &request); });
  };
  switch (path.answer) {
    case OwnPath::Answer::ping:
      return http::Response{200, {}, "{\"message\":\"pong\"}"};
    case OwnPath::Answer::health:
      return asked(&Operations::health);
    case OwnPath::Answer::storeHealth:
      return asked(&Operations::storeHealth);
    case OwnPath::Answer::metrics:
      return asked(&Operations::metrics);
    case OwnPath::Answer::roles:
      return rolesOf(user.value());
    case OwnPath::Answer::openApi:
      return http::Response{200, {}, openApi_};
    case OwnPath::Answer::resourceMetadata:
      return resourceMetadata(request);
  }
  throw std::logic_error("a path of the server's own has no answer");
}

http::Response RestApi::resourceMetadata(const http::Request& request) const {
  const std::string_view path = request.target.substr(0, request.target.find('?'));
  std::optional<std::string> document = access_.resourceMetadata(path);
  // Without a token: clients look here before they have one.
  if (!document) return errorResponse(404, "there is no metadata of a protected resource at this path");
  return http::Response{200, {}, *std::move(document)}
      .set("Cache-Control", "max-age=3600")
      .set("Access-Control-Allow-Origin", "*");
}

std::optional<http::Response> RestApi::answerAtOnce(const Exchange& exchange) const {
  constexpr std::uint64_t stepsAtOnce = 30'000;  // a document of some 50 KB
  try {
    const RequestBudget::Share share(stepsAtOnce);
    return attempt(exchange);
  } catch (const BudgetSpent&) {
    return std::nullopt;
  }
}

http::Response RestApi::answer(const Exchange& exchange) const {
  try {
    return attempt(exchange);
  } catch (const BudgetSpent& spent) {
    http::Response response = responseTo(spent);
    if (exchange.access.principal) response.user = exchange.access.principal->name();
    return response;
  }
}

http::Response RestApi::attempt(const Exchange& exchange) const {
  http::Response response;
  try {
    response = ruleOf(exchange.resource.kind).answer(exchange, store_);
  } catch (const RequestError& error) {
    response = responseTo(error);
  } catch (const StoreError& error) {
    response = responseTo(error, exchange.request);
  }
  if (exchange.access.principal) response.user = exchange.access.principal->name();
  return response;
}

}  // namespace rest::api
