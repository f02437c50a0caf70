// A request for a collection goes in; a page of its documents, the place of a new one, or the collection's new tag
// comes out. Refused: an unknown collection (404), an `_id` that is taken (409), a stale tag (412).
#include "api/collections.hpp"

#include "api/body.hpp"
#include "api/etag.hpp"
#include "api/id_path.hpp"
#include "api/parameters.hpp"
#include "api/request_error.hpp"
#include "document/json.hpp"

namespace rest::api {
namespace {

Document existing(const Exchange& exchange, DocumentStore& store) {
  std::optional<Document> properties = store.collectionProperties(exchange.resource.name);
  if (!properties) throw RequestError(404, "there is no such collection");
  return std::move(*properties);
}

http::Response get(const Exchange& exchange, DocumentStore& store) {
  const FindRequest page = pageOf(exchange.target);
  const Document properties = existing(exchange, store);
  http::Response response;
  if (const auto etag = etagOf(properties)) response.set("ETag", etag->hex());
  // RESTHeart answers a page of size zero with no body at all.
  if (page.limit == 0) return response;
  response.body = "[";
  store.find(exchange.resource.name, page, [&body = response.body](BsonBytes document) {
    if (body.size() > 1) body += ',';
    appendJson(body, document);
  });
  response.body += ']';
  return response;
}

/// Absolute, as RESTHeart gives it; without a Host (HTTP/1.0) the path alone.
std::string locationOf(const Exchange& exchange, const std::string& idPath) {
  std::string location;
  if (const auto host = exchange.request.field("Host")) location = "http://" + std::string(*host);
  for (const std::string& segment : exchange.target.segments) location += '/' + encodeSegment(segment);
  return location + '/' + idPath;
}

http::Response post(const Exchange& exchange, DocumentStore& store) {
  const WriteMode mode = writeModeOf(exchange.target, WriteMode::insert);
  const Document body = documentIn(exchange.request);
  const DocumentId id = DocumentId::of(body).value_or(DocumentId::ofObjectId(ObjectId::generate()));
  const std::optional<std::string> idPath = pathOf(id);
  if (!idPath) throw RequestError(400, "_id cannot be of a type that no path can name");
  existing(exchange, store);

  const ObjectId etag = ObjectId::generate();
  http::Response response;
  switch (store.put(exchange.resource.name, id, stamped(body, id, etag), mode, ifMatch(exchange.request))) {
    case WriteResult::created:
      response.status = 201;
      response.set("Location", locationOf(exchange, *idPath));
      break;
    case WriteResult::replaced:
      break;
    case WriteResult::absent:
      throw RequestError(404, "there is no document with this _id to update");
    case WriteResult::duplicate:
      throw RequestError(409, "there is a document with this _id already");
    case WriteResult::preconditionFailed:
      throw RequestError(412, "the document is not the one If-Match names");
  }
  response.set("ETag", etag.hex());
  return response;
}

http::Response put(const Exchange& exchange, DocumentStore& store) {
  const Document body = exchange.request.body.empty() ? Document() : documentIn(exchange.request);
  const ObjectId etag = ObjectId::generate();
  http::Response response;
  const WriteResult result =
      store.putCollection(exchange.resource.name, stamped(body, etag), ifMatch(exchange.request));
  if (result == WriteResult::preconditionFailed) {
    throw RequestError(412, "the collection is not the one If-Match names");
  }
  response.status = result == WriteResult::created ? 201 : 200;
  response.set("ETag", etag.hex());
  return response;
}

}  // namespace

http::Response answerCollection(const Exchange& exchange, DocumentStore& store) {
  if (exchange.request.method == "POST") return post(exchange, store);
  if (exchange.request.method == "PUT") return put(exchange, store);
  return get(exchange, store);
}

}  // namespace rest::api
