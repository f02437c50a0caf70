// A request's body goes in, the JSON in it comes out. Refused: other media types (415), what is not strict JSON (400),
// JSON of another shape than was asked for (406, as RESTHeart has it).
#include "api/request/body.hpp"

#include "api/request_error.hpp"
#include "src/text/ascii.hpp"

namespace rest::api {
namespace {

void checkMediaType(const http::Request& request) {
  const auto coding = request.field("Content-Encoding");
  if (coding && !jwtauth::equalsWithoutCase(*coding, "identity")) {
    throw RequestError(415, "the body is taken as it is, without a Content-Encoding");
  }
  const auto given = request.field("Content-Type");
  if (!given) return;
  const std::string_view type = jwtauth::trimmed(given->substr(0, given->find(';')));
  if (!jwtauth::equalsWithoutCase(type, "application/json") &&
      !jwtauth::equalsWithoutCase(type, "application/hal+json")) {
    throw RequestError(415, "the body is taken as application/json only");
  }
}

}  // namespace

std::optional<JsonContainer> bodyOf(const http::Request& request) {
  if (request.body.empty()) return std::nullopt;
  checkMediaType(request);
  try {
    return parseJsonContainer(request.body);
  } catch (const JsonFault& fault) {
    throw RequestError(400, std::string("the body ") + fault.what());
  }
}

Document objectIn(const http::Request& request) {
  std::optional<JsonContainer> body = bodyOf(request);
  if (!body) throw RequestError(400, "there is no body; expected a JSON object");
  if (body->isArray) throw RequestError(406, "the body is a JSON array; expected an object");
  return std::move(body->document);
}

}  // namespace rest::api
