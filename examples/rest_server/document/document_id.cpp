// A value or a document goes in; the document's identity, or the document with its `_id` and `_etag` set, comes out.
#include "document/document_id.hpp"

#include <algorithm>
#include <bit>
#include <initializer_list>

#include "document/bson_access.hpp"

namespace rest {
namespace {

constexpr const char* idName = "_id";
constexpr const char* etagName = "_etag";

void appendObjectId(bson_t* target, const char* name, const ObjectId& id) {
  const auto oid = std::bit_cast<bson_oid_t>(id);
  BSON_APPEND_OID(target, name, &oid);
}

/// The members but those of these names.
void appendMembers(bson_t* target, BsonBytes body, std::initializer_list<std::string_view> leftOut) {
  for (const bson_iter_t& member : Elements(body)) {
    if (std::find(leftOut.begin(), leftOut.end(), keyOf(member)) != leftOut.end()) continue;
    bson_append_iter(target, nullptr, 0, &member);
  }
}

}  // namespace

DocumentId DocumentId::ofText(std::string_view text) {
  OwnedBson filter;
  bson_append_utf8(filter.get(), idName, -1, text.data(), static_cast<int>(text.size()));
  return DocumentId(filter.document());
}

DocumentId DocumentId::ofObjectId(const ObjectId& id) {
  OwnedBson filter;
  appendObjectId(filter.get(), idName, id);
  return DocumentId(filter.document());
}

DocumentId DocumentId::ofInteger(std::int64_t value) {
  OwnedBson filter;
  BSON_APPEND_INT64(filter.get(), idName, value);
  return DocumentId(filter.document());
}

DocumentId DocumentId::ofDouble(double value) {
  OwnedBson filter;
  BSON_APPEND_DOUBLE(filter.get(), idName, value);
  return DocumentId(filter.document());
}

DocumentId DocumentId::ofDate(std::int64_t millisecondsSince1970) {
  OwnedBson filter;
  BSON_APPEND_DATE_TIME(filter.get(), idName, millisecondsSince1970);
  return DocumentId(filter.document());
}

DocumentId DocumentId::ofBoolean(bool value) {
  OwnedBson filter;
  BSON_APPEND_BOOL(filter.get(), idName, value);
  return DocumentId(filter.document());
}

DocumentId DocumentId::ofNull() {
  OwnedBson filter;
  BSON_APPEND_NULL(filter.get(), idName);
  return DocumentId(filter.document());
}

DocumentId DocumentId::ofMinKey() {
  OwnedBson filter;
  BSON_APPEND_MINKEY(filter.get(), idName);
  return DocumentId(filter.document());
}

DocumentId DocumentId::ofMaxKey() {
  OwnedBson filter;
  BSON_APPEND_MAXKEY(filter.get(), idName);
  return DocumentId(filter.document());
}

std::optional<DocumentId> DocumentId::of(BsonBytes document) {
  const bson_t view = viewOf(document);
  bson_iter_t id;
  if (!bson_iter_init_find(&id, &view, idName)) return std::nullopt;
  OwnedBson filter;
  bson_append_iter(filter.get(), idName, -1, &id);
  return DocumentId(filter.document());
}

Document stamped(BsonBytes body, const DocumentId& id, const ObjectId& etag) {
  OwnedBson result;
  const bson_t filter = viewOf(id.asFilter());
  bson_concat(result.get(), &filter);
  appendMembers(result.get(), body, {idName, etagName});
  appendObjectId(result.get(), etagName, etag);
  return result.document();
}

Document stamped(BsonBytes body, const ObjectId& etag) {
  OwnedBson result;
  appendMembers(result.get(), body, {idName, etagName});
  appendObjectId(result.get(), etagName, etag);
  return result.document();
}

Document withId(BsonBytes document, const DocumentId& id) {
  OwnedBson result;
  const bson_t filter = viewOf(id.asFilter());
  bson_concat(result.get(), &filter);
  appendMembers(result.get(), document, {idName});
  return result.document();
}

Document withoutId(BsonBytes document) {
  OwnedBson result;
  appendMembers(result.get(), document, {idName});
  return result.document();
}

std::optional<ObjectId> etagOf(BsonBytes document) {
  const bson_t view = viewOf(document);
  bson_iter_t etag;
  if (!bson_iter_init_find(&etag, &view, etagName) || !BSON_ITER_HOLDS_OID(&etag)) return std::nullopt;
  return std::bit_cast<ObjectId>(*bson_iter_oid(&etag));
}

}  // namespace rest
