// A write of one document goes in and is made unless If-None-Match forbids it; what became of it comes out. Refused:
// what If-None-Match names, and preconditions of writes that have no ETag (412).
#include "api/resources/conditional_write.hpp"

#include <algorithm>

#include "api/request_error.hpp"
#include "document/compose.hpp"
#include "document/etag_condition.hpp"

namespace rest::api {
namespace {

/// The condition, for documents whose tag is not one of these.
WriteCondition without(const std::vector<ObjectId>& etags, const WriteCondition& condition) {
  return {condition.precondition, allOf(std::vector<Document>{condition.filter, etagCondition("$nin", etags)})};
}

void refuseNamed(const Precondition& unwanted, const std::optional<Document>& stored) {
  if (!stored) return;
  const std::optional<ObjectId> etag = etagOf(*stored);
  const bool isNamed = unwanted.anyEtag ||
                       (etag && std::find(unwanted.etags.begin(), unwanted.etags.end(), *etag) != unwanted.etags.end());
  if (!isNamed) return;
  throw RequestError(412, "If-None-Match names what is there",
                     etag ? RequestError::Field{"ETag", etag->hex()} : RequestError::Field{});
}

}  // namespace

WriteResult writeUnlessNamed(const Exchange& exchange, DocumentStore& store, const CollectionName& name,
                             const DocumentId& id, const Change& change, WriteMode mode,
                             const WriteCondition& condition) {
  const Precondition unwanted = ifNoneMatchOf(exchange.request);
  if (!unwanted.given) return store.write(name, id, change, mode, condition);
  // What must not be there is neither updated nor replaced, whatever the mode.
  WriteResult result;
  if (!unwanted.anyEtag) {
    result = store.write(name, id, change, mode, without(unwanted.etags, condition));
  } else if (mode != WriteMode::update) {
    result = store.write(name, id, change, WriteMode::insert, condition);
  }
  const bool isRefused = result.status != WriteResult::Status::created && result.status != WriteResult::Status::changed;
  if (isRefused) refuseNamed(unwanted, store.findById(name, id, condition.filter));
  return result;
}

EraseResult eraseUnlessNamed(const Exchange& exchange, DocumentStore& store, const CollectionName& name,
                             const DocumentId& id, const WriteCondition& condition) {
  const Precondition unwanted = ifNoneMatchOf(exchange.request);
  if (!unwanted.given) return store.erase(name, id, condition);
  EraseResult result;
  if (!unwanted.anyEtag) result = store.erase(name, id, without(unwanted.etags, condition));
  if (result.status != EraseResult::Status::erased) {
    refuseNamed(unwanted, store.findById(name, id, condition.filter));
  }
  return result;
}

void refusePreconditions(const Exchange& exchange) {
  for (const char* field : {"If-Match", "If-None-Match"}) {
    if (exchange.request.field(field)) {
      throw RequestError(412, std::string(field) + " is for one document; what is written here has no ETag");
    }
  }
}

}  // namespace rest::api
