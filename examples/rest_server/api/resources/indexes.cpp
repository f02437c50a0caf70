// A request for the indexes of a collection goes in; they are listed, or one is made or dropped. Refused: an unknown
// collection or index (404), a description that is invalid, or contradicts what is there (406, as with RESTHeart), of
// hidden members (403).
#include "api/resources/indexes.hpp"

#include "api/request/body.hpp"
#include "api/request/code_operators.hpp"
#include "api/request/hidden_members.hpp"
#include "api/request_error.hpp"
#include "api/resources/conditional_write.hpp"
#include "document/bson_access.hpp"
#include "document/compose.hpp"
#include "document/json.hpp"

namespace rest::api {
namespace {

constexpr const char* indexOfId = "_id_";

/// As RESTHeart shows it: the name is its `_id`.
Document shown(const Document& index) {
  const bson_t view = viewOf(index);
  OwnedBson result;
  for (const bson_iter_t& member : Elements(index)) {
    if (keyOf(member) != "name" && keyOf(member) != "ns") bson_append_iter(result.get(), nullptr, 0, &member);
  }
  bson_iter_t name;
  if (bson_iter_init_find(&name, &view, "name")) bson_append_iter(result.get(), "_id", -1, &name);
  return result.document();
}

http::Response list(const Exchange& exchange, DocumentStore& store) {
  http::Response response;
  response.body = "[";
  for (const Document& index : store.indexes(exchange.resource.name)) {
    if (response.body.size() > 1) response.body += ',';
    appendJson(response.body, shown(index));
  }
  response.body += ']';
  return response;
}

Document objectNamed(const Document& body, const char* name) {
  const bson_t view = viewOf(body);
  bson_iter_t member;
  if (!bson_iter_init_find(&member, &view, name)) return {};
  if (!BSON_ITER_HOLDS_DOCUMENT(&member)) throw RequestError(406, std::string(name) + " is not an object");
  return Document::copyOf(nestedIn(member));
}

// MongoDB's manual, "createIndexes": a direction is a number other than zero, or the name of a kind of index.
void checkKeys(const Document& keys) {
  if (isEmpty(keys)) throw RequestError(406, "the body has no keys: {\"keys\": {\"name\": 1}}");
  for (const bson_iter_t& key : Elements(keys)) {
    const bool isDirection = BSON_ITER_HOLDS_NUMBER(&key) && bson_iter_as_double(&key) != 0.0;
    if (!isDirection && !BSON_ITER_HOLDS_UTF8(&key)) throw RequestError(406, "keys has an invalid direction");
  }
}

/// Whether an index can be made tells about the members that it is of.
void refuseHidden(const Exchange& exchange, const IndexDescription& index) {
  const HiddenMembers hidden(exchange.access.projectResponse);
  hidden.refuseNames(index.keys, "keys");
  hidden.refuseFilter(objectNamed(index.options, "partialFilterExpression"));
}

http::Response put(const Exchange& exchange, DocumentStore& store) {
  const Document body = objectIn(exchange.request);
  refuseCode(body, "an index");
  const IndexDescription index{exchange.resource.member, objectNamed(body, "keys"), objectNamed(body, "ops")};
  checkKeys(index.keys);
  refuseHidden(exchange, index);
  try {
    store.createIndex(exchange.resource.name, index);
  } catch (const StoreError& error) {
    if (error.kind() != StoreError::Kind::invalid) throw;
    throw RequestError(406, error.forClient().empty() ? "the store does not make this index" : error.forClient());
  }
  http::Response response;
  response.status = 201;
  return response;
}

http::Response erase(const Exchange& exchange, DocumentStore& store) {
  if (exchange.resource.member == indexOfId) throw RequestError(403, "the index of _id cannot be dropped");
  if (!store.dropIndex(exchange.resource.name, exchange.resource.member)) {
    throw RequestError(404, "there is no such index");
  }
  http::Response response;
  response.status = 204;
  return response;
}

}  // namespace

http::Response answerIndexes(const Exchange& exchange, DocumentStore& store) {
  if (!store.hasCollection(exchange.resource.name)) throw RequestError(404, "there is no such collection");
  if (exchange.request.method == "PUT" || exchange.request.method == "DELETE") refusePreconditions(exchange);
  if (exchange.request.method == "PUT") return put(exchange, store);
  if (exchange.request.method == "DELETE") return erase(exchange, store);
  return list(exchange, store);
}

}  // namespace rest::api
