// A change goes in, the body of an update command comes out. Refused: a body that MongoDB would read as another kind of
// change. The driver's own check is off, for it refuses empty names, which MongoDB keeps.
#include "store/mongodb/changes.hpp"


#include "document/bson_access.hpp"
#include "document/compose.hpp"

namespace rest::mongodb {
namespace {

[[noreturn]] void refuse(const char* reason) {
  throw StoreError(StoreError::Kind::invalid, reason, reason);
}

void checkOperators(const Document& body) {
  if (isEmpty(body)) refuse("an update needs an operator");
  for (const bson_iter_t& member : Elements(body)) {
    if (!keyOf(member).starts_with('$')) refuse("an update has operators alone");
    if (!BSON_ITER_HOLDS_DOCUMENT(&member)) refuse("an update's operator names its fields in an object");
  }
}

void checkStages(const Document& body) {
  if (isEmpty(body)) refuse("an update's pipeline needs a stage");
  for (const bson_iter_t& stage : Elements(body)) {
    if (!BSON_ITER_HOLDS_DOCUMENT(&stage)) refuse("a stage of a pipeline is a document");
  }
}

}  // namespace

Document bodyOf(const Change& change, const DocumentId& id) {
  if (change.kind != Change::Kind::replace) return bodyOf(change);
  const bson_t view = viewOf(change.body);
  bson_iter_t first;
  // A document that does not begin with `_id` may begin with what makes it an update.
  const bool beginsWithId = bson_iter_init(&first, &view) && bson_iter_next(&first) && keyOf(first) == "_id";
  return beginsWithId ? change.body : withId(change.body, id);
}

Document bodyOf(const Change& change) {
  if (change.kind == Change::Kind::replace) refuse("one document cannot replace many");
  change.kind == Change::Kind::update ? checkOperators(change.body) : checkStages(change.body);
  return change.body;
}

}  // namespace rest::mongodb
