// A request for one document goes in; the document, its new tag, or nothing when it is gone comes out. Refused: an
// unknown document or collection (404), an `_id` in the body that is another one (400), a stale tag (412).
#include "api/documents.hpp"

#include "api/body.hpp"
#include "api/etag.hpp"
#include "api/id_path.hpp"
#include "api/parameters.hpp"
#include "api/request_error.hpp"
#include "document/json.hpp"

namespace rest::api {
namespace {

constexpr const char* noSuchDocument = "there is no such document";
constexpr const char* staleTag = "the document is not the one If-Match names";

DocumentId idOf(const Exchange& exchange) {
  return idFromPath(exchange.resource.idText, exchange.target.parameter("id_type"));
}

http::Response get(const Exchange& exchange, DocumentStore& store) {
  const std::optional<Document> document = store.findById(exchange.resource.name, idOf(exchange));
  if (!document) throw RequestError(404, noSuchDocument);
  http::Response response;
  if (const auto etag = etagOf(*document)) {
    response.set("ETag", etag->hex());
    if (ifNoneMatchNames(exchange.request, *etag)) {
      response.status = 304;
      return response;
    }
  }
  appendJson(response.body, *document);
  return response;
}

http::Response put(const Exchange& exchange, DocumentStore& store) {
  const WriteMode mode = writeModeOf(exchange.target, WriteMode::update);
  const DocumentId id = idOf(exchange);
  const Document body = documentIn(exchange.request);
  if (const auto inBody = DocumentId::of(body); inBody && pathOf(*inBody) != pathOf(id)) {
    throw RequestError(400, "the _id in the body is not the one in the path");
  }
  if (!store.collectionProperties(exchange.resource.name)) throw RequestError(404, "there is no such collection");

  const ObjectId etag = ObjectId::generate();
  http::Response response;
  switch (store.put(exchange.resource.name, id, stamped(body, id, etag), mode, ifMatch(exchange.request))) {
    case WriteResult::created:
      response.status = 201;
      break;
    case WriteResult::replaced:
      break;
    case WriteResult::absent:
      throw RequestError(404, noSuchDocument);
    case WriteResult::duplicate:
      throw RequestError(409, "there is a document with this _id already");
    case WriteResult::preconditionFailed:
      throw RequestError(412, staleTag);
  }
  response.set("ETag", etag.hex());
  return response;
}

http::Response erase(const Exchange& exchange, DocumentStore& store) {
  switch (store.erase(exchange.resource.name, idOf(exchange), ifMatch(exchange.request))) {
    case EraseResult::erased:
      break;
    case EraseResult::absent:
      throw RequestError(404, noSuchDocument);
    case EraseResult::preconditionFailed:
      throw RequestError(412, staleTag);
  }
  http::Response response;
  response.status = 204;
  return response;
}

}  // namespace

http::Response answerDocument(const Exchange& exchange, DocumentStore& store) {
  if (exchange.request.method == "PUT") return put(exchange, store);
  if (exchange.request.method == "DELETE") return erase(exchange, store);
  return get(exchange, store);
}

}  // namespace rest::api
