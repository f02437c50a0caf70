// A POST to a collection goes in; its documents are stored, and where they are comes out. Refused: an unknown
// collection (404), an `_id` that is taken (409), of many documents each for itself (207).
#include "api/resources/creation.hpp"

#include "api/request/body.hpp"
#include "api/request/change.hpp"
#include "api/request_error.hpp"
#include "api/resources/bulk_answer.hpp"
#include "api/resources/conditional_write.hpp"
#include "api/resources/id_path.hpp"
#include "api/resources/query.hpp"
#include "api/resources/write_answers.hpp"
#include "budget/request_budget.hpp"
#include "document/json.hpp"

namespace rest::api {
namespace {

std::string pathOfCollection(const Exchange& exchange) {
  std::string path;
  for (const std::string& segment : exchange.target.segments) path += '/' + encodeSegment(segment);
  return path;
}

/// The path of a document; for an `_id` that no path can name, the filter that finds it.
std::string pathOfDocument(const std::string& collection, const DocumentId& id) {
  if (const auto idPath = pathOf(id)) return collection + '/' + *idPath;
  std::string filter;
  appendJson(filter, id.asFilter());
  return collection + "?filter=" + encodeSegment(filter);
}

/// Absolute, as RESTHeart gives it; without a Host (HTTP/1.0) the path alone.
std::string locationOf(const Exchange& exchange, const DocumentId& id) {
  const std::string& authority = exchange.target.authority;
  const std::string_view host = authority.empty() ? exchange.request.field("Host").value_or("") : authority;
  std::string location;
  if (!host.empty()) location = exchange.request.scheme == http::Scheme::https ? "https://" : "http://";
  return location.append(host) + pathOfDocument(pathOfCollection(exchange), id);
}

DocumentId idOf(const Document& document) {
  return DocumentId::of(document).value_or(DocumentId::ofObjectId(ObjectId::generate()));
}

http::Response postOne(const Exchange& exchange, DocumentStore& store, const Document& body, WriteMode mode) {
  const Document document = documentFrom(body, exchange.access.mergeRequest);
  const DocumentId id = idOf(document);
  const ObjectId etag = ObjectId::generate();
  const WriteCondition condition{exchange.precondition(EtagPolicy::optional), changeable(exchange)};
  const WriteResult result =
      writeUnlessNamed(exchange, store, exchange.resource.name, id, replacement(document, id, etag), mode, condition);
  requireWritten(result, "a document with this _id");
  http::Response response;
  if (result.status == WriteResult::Status::created) {
    response.status = 201;
    response.set("Location", locationOf(exchange, id));
  }
  response.set("ETag", etag.hex());
  return response;
}

/// Of one document, beside its link: marks, or an error; and its place in lists.
constexpr std::size_t bytesOfAnswer = 80;

http::Response postMany(const Exchange& exchange, DocumentStore& store, const Document& body, WriteMode mode) {
  refusePreconditions(exchange);
  const ObjectId etag = ObjectId::generate();
  const std::string collection = pathOfCollection(exchange);
  const std::vector<Document> elements = elementsOf(body);
  std::vector<BulkWrite> writes;
  std::vector<std::string> links;
  HeldMemory held(elements.size() * (sizeof(Document) + sizeof(BulkWrite) + sizeof(std::string)));
  writes.reserve(elements.size());
  links.reserve(elements.size());
  for (const Document& element : elements) {
    const Document document = documentFrom(element, exchange.access.mergeRequest);
    const DocumentId id = idOf(document);
    // RESTHeart sets the members of a document that may be there already, and leaves its others.
    writes.push_back({id, mode == WriteMode::insert ? replacement(document, id, etag) : members(document, etag)});
    links.push_back(pathOfDocument(collection, id));
    // What the answer takes is held before anything is written: each link alone, and in its text.
    held.add(element.bytes().size() + id.asFilter().bytes().size() + writes.back().change.body.bytes().size() +
             2 * links.back().size() + bytesOfAnswer);
  }
  const BulkResult result = store.writeMany(exchange.resource.name, writes, mode, changeable(exchange));
  BulkAnswer answer(result);
  for (const std::size_t index : result.insertedAt) answer.addLink(std::move(links[index]));
  for (const std::size_t index : result.duplicates) answer.addError(index, 409);
  http::Response response = answer.response();
  if (result.duplicates.empty()) response.set("ETag", etag.hex());
  return response;
}

}  // namespace

http::Response answerPost(const Exchange& exchange, DocumentStore& store) {
  const WriteMode mode = writeModeOf(exchange.target, WriteMode::insert);
  const std::optional<JsonContainer> body = bodyOf(exchange.request);
  if (!body) throw RequestError(400, "there is no body; expected a JSON object, or an array of them");
  if (!store.hasCollection(exchange.resource.name)) throw RequestError(404, "there is no such collection");
  if (body->isArray) return postMany(exchange, store, body->document, mode);
  return postOne(exchange, store, body->document, mode);
}

}  // namespace rest::api
