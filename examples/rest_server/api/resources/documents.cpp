// A request for one document goes in; the document, its new tag, or nothing when it is gone comes out. Refused: an
// unknown document or collection (404), an `_id` in the body that is another one (406), tags that are missing or stale
// (409, 412).
#include "api/resources/documents.hpp"

#include <vector>

#include "api/request/body.hpp"
#include "api/request/change.hpp"
#include "api/request/hidden_members.hpp"
#include "api/request_error.hpp"
#include "api/resources/conditional_write.hpp"
#include "api/resources/id_path.hpp"
#include "api/resources/presentation.hpp"
#include "api/resources/query.hpp"
#include "api/resources/write_answers.hpp"
#include "document/compose.hpp"

namespace rest::api {
namespace {

constexpr const char* theDocument = "the document";

DocumentId idOf(const Exchange& exchange) {
  return idFromPath(exchange.resource.member, exchange.target.parameter("id_type"));
}

/// What the request asks for of the document, which may leave out its tag.
std::optional<Document> find(const Exchange& exchange, DocumentStore& store) {
  const DocumentId id = idOf(exchange);
  FindRequest request;
  request.projection = projectionOf(exchange);
  if (isEmpty(request.projection)) return store.findById(exchange.resource.name, id, visible(exchange));
  request.filter = allOf(std::vector<Document>{id.asFilter(), visible(exchange)});
  request.limit = 1;
  const auto found = store.find(exchange.resource.name, request);
  const auto document = found->next();
  return document ? std::optional(Document::copyOf(*document)) : std::nullopt;
}

http::Response get(const Exchange& exchange, DocumentStore& store) {
  const Presentation presentation(exchange);
  const std::optional<Document> document = find(exchange, store);
  if (!document) throw RequestError(404, "the document is not there");
  const std::optional<ObjectId> etag = etagOf(*document);
  http::Response response;
  if (etag && ifNoneMatchNames(exchange.request, *etag)) {
    response.status = 304;
  } else {
    response = presentation.of(*document);
  }
  if (etag) response.set("ETag", etag->hex());
  return response;
}

void requireId(const Document& body, const DocumentId& id) {
  if (const auto inBody = DocumentId::of(body); inBody && pathOf(*inBody) != pathOf(id)) {
    throw RequestError(406, "the _id in the body is not the one in the path");
  }
}

Change changeFor(const Exchange& exchange, const DocumentId& id, const ObjectId& etag) {
  const Document& merged = exchange.access.mergeRequest;
  if (exchange.request.method == "PUT") {
    const Document document = documentFrom(objectIn(exchange.request), merged);
    requireId(document, id);
    return replacement(document, id, etag);
  }
  const std::optional<JsonContainer> body = bodyOf(exchange.request);
  if (!body) throw RequestError(400, "there is no body; expected members to set, or update operators");
  HiddenMembers(exchange.access.projectResponse).refuseChange(*body);
  refuseForbidden(exchange.rules.forbidden, *body);
  if (!body->isArray) requireId(body->document, id);
  return modification(*body, merged, etag);
}

http::Response write(const Exchange& exchange, DocumentStore& store) {
  const WriteMode mode = writeModeOf(exchange.target, WriteMode::update);
  const DocumentId id = idOf(exchange);
  const ObjectId etag = ObjectId::generate();
  const Change change = changeFor(exchange, id, etag);
  const WriteCondition condition{exchange.precondition(exchange.rules.etagPolicies.document), changeable(exchange)};
  // Anything but an update would make the collection.
  if (mode != WriteMode::update && !store.hasCollection(exchange.resource.name)) {
    throw RequestError(404, "there is no such collection");
  }
  const WriteResult result = writeUnlessNamed(exchange, store, exchange.resource.name, id, change, mode, condition);
  if (result.status == WriteResult::Status::absent && mode == WriteMode::update) {
    throw RequestError(404, "the document is not there; ?wm=upsert would create it");
  }
  requireWritten(result, theDocument);
  http::Response response;
  if (result.status == WriteResult::Status::created) response.status = 201;
  response.set("ETag", etag.hex());
  return response;
}

http::Response erase(const Exchange& exchange, DocumentStore& store) {
  const WriteCondition condition{exchange.precondition(exchange.rules.etagPolicies.document), changeable(exchange)};
  requireErased(eraseUnlessNamed(exchange, store, exchange.resource.name, idOf(exchange), condition), theDocument);
  http::Response response;
  response.status = 204;
  return response;
}

}  // namespace

http::Response answerDocument(const Exchange& exchange, DocumentStore& store) {
  if (exchange.request.method == "PUT" || exchange.request.method == "PATCH") return write(exchange, store);
  if (exchange.request.method == "DELETE") return erase(exchange, store);
  return get(exchange, store);
}

}  // namespace rest::api
