// A request for every document that a filter names goes in; they are changed or erased, and how many there were comes
// out. Refused: no filter, which would mean all documents (400), an unknown collection (404).
#include "api/resources/bulk.hpp"

#include "api/request/body.hpp"
#include "api/request/change.hpp"
#include "api/request/hidden_members.hpp"
#include "api/request_error.hpp"
#include "api/resources/bulk_answer.hpp"
#include "api/resources/conditional_write.hpp"
#include "api/resources/query.hpp"
#include "document/bson_access.hpp"

namespace rest::api {
namespace {

void refuseId(const Document& body) {
  const bson_t view = viewOf(body);
  if (bson_has_field(&view, "_id")) throw RequestError(406, "many documents cannot be given one _id");
}

http::Response patch(const Exchange& exchange, DocumentStore& store, const Document& filter) {
  const std::optional<JsonContainer> body = bodyOf(exchange.request);
  if (!body) throw RequestError(400, "there is no body; expected members to set, or update operators");
  HiddenMembers(exchange.access.projectResponse).refuseChange(*body);
  refuseForbidden(exchange.rules.forbidden, *body);
  if (!body->isArray) refuseId(body->document);
  const Change change = modification(*body, exchange.access.mergeRequest, ObjectId::generate());
  return BulkAnswer(store.updateMany(exchange.resource.name, filter, change)).response();
}

}  // namespace

http::Response answerBulk(const Exchange& exchange, DocumentStore& store) {
  refusePreconditions(exchange);
  if (!hasFilter(exchange)) throw RequestError(400, "a filter with a condition in it is needed");
  const Document filter = changeable(exchange);
  if (!store.hasCollection(exchange.resource.name)) throw RequestError(404, "there is no such collection");
  if (exchange.request.method == "PATCH") return patch(exchange, store, filter);
  return BulkAnswer::ofDeleted(store.eraseMany(exchange.resource.name, filter)).response();
}

}  // namespace rest::api
