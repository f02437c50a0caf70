// What a request failed at goes in, its answer comes out.
#include "api/failures.hpp"

#include "api/error_body.hpp"
#include "log.hpp"

namespace rest::api {
namespace {

/// Whether a write that is made twice leaves what one leaves, or is refused the second time, since each write gives the
/// document a new tag (RFC 9110 9.2.2, 13.1.1).
bool isSafeToRepeat(const http::Request& request) {
  const auto tag = request.field("If-Match");
  return request.method == "PUT" || request.method == "DELETE" || (tag && *tag != "*");
}

}  // namespace

http::Response responseTo(const RequestError& error) {
  http::Response response = errorResponse(error.status(), error.what());
  if (!error.field().name.empty()) response.set(error.field().name, error.field().value);
  return response;
}

http::Response responseTo(const StoreError& error, const http::Request& request) {
  const auto sentence = [&error](const char* otherwise) {
    return error.forClient().empty() ? std::string(otherwise) : error.forClient();
  };
  switch (error.kind()) {
    case StoreError::Kind::unavailable:
      logLine(std::string("store: ") + error.what());
      return errorResponse(503, "the store cannot be reached; try again").set("Retry-After", "1");
    case StoreError::Kind::unknownOutcome: {
      logLine(std::string("store: ") + error.what());
      http::Response response =
          errorResponse(504, "the outcome is unknown: the store did not say in time whether the write was made");
      if (isSafeToRepeat(request)) response.set("Retry-After", "1");
      return response;
    }
    case StoreError::Kind::inPart:
      logLine(std::string("store: ") + error.what());
      return errorResponse(500, sentence("some of the writes were made, and the rest was not"));
    case StoreError::Kind::tooSlow:
      return errorResponse(503, sentence("the store takes longer for this than it may"));
    case StoreError::Kind::forbidden:
      logLine(std::string("store: ") + error.what());
      return errorResponse(403, "the store does not let this server do that: its user there lacks the permission");
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

http::Response responseTo(const BudgetSpent& spent) {
  switch (spent.limit()) {
    case BudgetSpent::Limit::steps:
    case BudgetSpent::Limit::memory:
      return errorResponse(400, spent.what());
    case BudgetSpent::Limit::time:
    case BudgetSpent::Limit::interest:
      break;
  }
  return errorResponse(503, spent.what());
}

}  // namespace rest::api
