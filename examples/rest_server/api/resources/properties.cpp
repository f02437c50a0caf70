// A database or collection goes in, its properties come out or are changed. Refused: what is not there (404), tags
// that are missing or stale (409, 412).
#include "api/resources/properties.hpp"

#include "api/request/body.hpp"
#include "api/request/change.hpp"
#include "api/request_error.hpp"
#include "api/resources/conditional_write.hpp"
#include "api/resources/presentation.hpp"
#include "api/resources/write_answers.hpp"

namespace rest::api {
namespace {

/// RESTHeart's names, so that it can go on with a database that we have served, and we with its.
DocumentId propertiesId(const CollectionName& name) {
  if (name.collection.empty()) return DocumentId::ofText(propertiesCollection);
  return DocumentId::ofText(std::string(propertiesCollection) + '.' + name.collection);
}

CollectionName placeOf(const CollectionName& name) {
  return {name.database, propertiesCollection};
}

constexpr const char* whatItIs = "the database or collection";

Change changeFor(const Exchange& exchange, const DocumentId& id, const ObjectId& etag) {
  const bool isPatch = exchange.request.method == "PATCH";
  const Document body = isPatch || !exchange.request.body.empty() ? objectIn(exchange.request) : Document();
  if (isPatch) return modification({body, false}, {}, etag);
  return replacement(documentFrom(body, {}), id, etag);
}

/// It is there, even if nothing is stored with it.
void refuseAny(const Exchange& exchange) {
  if (ifNoneMatchOf(exchange.request).anyEtag) {
    throw RequestError(412, std::string(whatItIs) + " is there, and If-None-Match is *");
  }
}

}  // namespace

std::optional<Document> propertiesOf(const CollectionName& name, DocumentStore& store) {
  const auto stored = store.findById(placeOf(name), propertiesId(name));
  if (!stored) return std::nullopt;
  return withoutId(*stored);
}

http::Response writeProperties(const Exchange& exchange, DocumentStore& store, EtagPolicy policy, bool isNew) {
  const DocumentId id = propertiesId(exchange.resource.name);
  const ObjectId etag = ObjectId::generate();
  const Change change = changeFor(exchange, id, etag);
  const WriteCondition condition{exchange.precondition(policy), {}};
  if (!isNew) refuseAny(exchange);
  const WriteResult result =
      isNew ? store.write(placeOf(exchange.resource.name), id, change, WriteMode::upsert, condition)
            : writeUnlessNamed(exchange, store, placeOf(exchange.resource.name), id, change, WriteMode::upsert,
                               condition);
  requireWritten(result, whatItIs);
  http::Response response;
  response.status = isNew ? 201 : 200;
  response.set("ETag", etag.hex());
  return response;
}

void eraseProperties(const Exchange& exchange, DocumentStore& store, EtagPolicy policy) {
  const Precondition precondition = exchange.precondition(policy);
  refuseAny(exchange);
  const EraseResult result = eraseUnlessNamed(exchange, store, placeOf(exchange.resource.name),
                                              propertiesId(exchange.resource.name), {precondition, {}});
  if (result.status != EraseResult::Status::absent) return requireErased(result, whatItIs);
  // It has no properties, so there is no tag that could be asked for, or named.
  if (precondition.given && !precondition.anyEtag) {
    throw RequestError(412, std::string(whatItIs) + " is not the one If-Match names");
  }
}

http::Response answerMeta(const Exchange& exchange, DocumentStore& store) {
  const CollectionName& name = exchange.resource.name;
  std::optional<Document> properties = propertiesOf(name, store);
  if (!properties) {
    const bool isThere =
        name.collection.empty() ? !store.collectionNames(name.database).empty() : store.hasCollection(name);
    if (!isThere) throw RequestError(404, "there is no such database or collection");
    properties = Document();
  }
  const Document meta = withId(*properties, DocumentId::ofText("_meta"));
  http::Response response = Presentation(exchange).of(meta);
  if (const auto etag = etagOf(*properties)) response.set("ETag", etag->hex());
  return response;
}

}  // namespace rest::api
