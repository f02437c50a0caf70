// A Change and a document go in, the document as it is to be kept comes out.
#include "store/sqlite/prepared_change.hpp"

#include "document/query/value.hpp"

namespace rest::sqlite {
namespace {

using namespace query;

constexpr std::size_t maxBytes = 16u * 1024 * 1024;  // MongoDB's of a document

Document whole(const Document& body, const DocumentId& id) {
  if (body.bytes().size() > maxBytes) {
    throw QueryFault(QueryFault::Kind::refused, "the document is larger than 16 MiB");
  }
  Members members(body.bytes());
  const auto first = members.begin();
  const bool beginsWithId = first != members.end() && (*first).name == "_id";
  return beginsWithId ? body : withId(body, id);
}

}  // namespace

PreparedChange::PreparedChange(const Change& change) : change_(change) {
  switch (change.kind) {
    case Change::Kind::replace:
      return;
    case Change::Kind::update:
      update_.emplace(change.body.bytes());
      return;
    case Change::Kind::pipeline:
      throwNeedsMongoDb("an update by a pipeline");
  }
}

Document PreparedChange::applied(const DocumentId& id, const Document& stored) const {
  return update_ ? update_->apply(stored) : whole(change_.body, id);
}

Document PreparedChange::made(const DocumentId& id) const {
  return update_ ? update_->applyToNew(id.asFilter()) : whole(change_.body, id);
}

Document PreparedChange::applied(const Document& stored) const {
  if (!update_) throw QueryFault("one document cannot replace many");
  return update_->apply(stored);
}

}  // namespace rest::sqlite
