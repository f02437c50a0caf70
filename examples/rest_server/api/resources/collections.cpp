// A request for a collection goes in; a page of its documents, their number, or the collection's new tag comes out.
// Refused: an unknown collection (404), tags that are missing or stale (409, 412).
#include "api/resources/collections.hpp"

#include "api/request_error.hpp"
#include "api/resources/creation.hpp"
#include "api/resources/presentation.hpp"
#include "api/resources/properties.hpp"
#include "api/resources/query.hpp"

namespace rest::api {
namespace {

/// The properties of a collection that exists; throws RequestError 404 for another one.
Document existing(const Exchange& exchange, DocumentStore& store) {
  if (auto properties = propertiesOf(exchange.resource.name, store)) return std::move(*properties);
  if (!store.hasCollection(exchange.resource.name)) throw RequestError(404, "there is no such collection");
  return {};
}

http::Response withEtagOf(const Document& properties, http::Response response) {
  // The tag is that of the collection's properties, not of the documents in it: it is no reason for a 304.
  if (const auto etag = etagOf(properties)) response.set("ETag", etag->hex());
  return response;
}

http::Response get(const Exchange& exchange, DocumentStore& store) {
  const FindRequest page = pageOf(exchange);
  const Presentation presentation(exchange);
  const Document properties = existing(exchange, store);
  // RESTHeart answers a page of size zero with no body at all.
  if (page.limit == 0 || exchange.isHead()) return withEtagOf(properties, {});
  Presentation::Around around;
  around.id = exchange.resource.name.collection;
  if (!exchange.hasFlag("np")) around.properties = properties;
  around.pageSize = page.limit;
  if (presentation.isHal() && exchange.hasFlag("count")) {
    around.count = store.count(exchange.resource.name, page.filter);
  }
  return withEtagOf(properties, presentation.of(store.find(exchange.resource.name, page), around));
}

http::Response size(const Exchange& exchange, DocumentStore& store) {
  const Document filter = visible(exchange);
  const Document properties = existing(exchange, store);
  http::Response response;
  response.body = "{\"_size\":" + std::to_string(store.count(exchange.resource.name, filter)) + '}';
  return withEtagOf(properties, std::move(response));
}

http::Response put(const Exchange& exchange, DocumentStore& store) {
  const bool isNew = !store.hasCollection(exchange.resource.name);
  if (!isNew) return writeProperties(exchange, store, exchange.rules.etagPolicies.collection, isNew);
  if (exchange.precondition(EtagPolicy::optional).given) {
    throw RequestError(412, "If-Match names a collection, but there is none");
  }
  // The properties first: when they are refused, nothing has been made.
  http::Response response = writeProperties(exchange, store, EtagPolicy::optional, isNew);
  store.createCollection(exchange.resource.name);
  return response;
}

http::Response patch(const Exchange& exchange, DocumentStore& store) {
  existing(exchange, store);
  return writeProperties(exchange, store, exchange.rules.etagPolicies.collection, false);
}

http::Response erase(const Exchange& exchange, DocumentStore& store) {
  existing(exchange, store);
  eraseProperties(exchange, store, exchange.rules.etagPolicies.collection);
  store.dropCollection(exchange.resource.name);
  http::Response response;
  response.status = 204;
  return response;
}

}  // namespace

http::Response answerCollection(const Exchange& exchange, DocumentStore& store) {
  if (exchange.resource.kind == ResourceKind::collectionSize) return size(exchange, store);
  if (exchange.request.method == "POST") return answerPost(exchange, store);
  if (exchange.request.method == "PUT") return put(exchange, store);
  if (exchange.request.method == "PATCH") return patch(exchange, store);
  if (exchange.request.method == "DELETE") return erase(exchange, store);
  return get(exchange, store);
}

}  // namespace rest::api
