#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "document/document.hpp"
#include "document/object_id.hpp"

namespace rest {

/// The value of an `_id`, of any BSON type. A value type; it is kept as the document {"_id": value}, which is also the
/// filter that finds it.
class DocumentId {
 public:
  static DocumentId ofText(std::string_view text);
  static DocumentId ofObjectId(const ObjectId& id);
  static DocumentId ofInteger(std::int64_t value);
  static DocumentId ofDouble(double value);
  static DocumentId ofDate(std::int64_t millisecondsSince1970);
  static DocumentId ofBoolean(bool value);
  static DocumentId ofNull();
  static DocumentId ofMinKey();
  static DocumentId ofMaxKey();

  /// The `_id` of a document; nothing when it has none.
  static std::optional<DocumentId> of(BsonBytes document);

  /// {"_id": value}
  const Document& asFilter() const noexcept { return filter_; }

  friend bool operator==(const DocumentId&, const DocumentId&) = default;

 private:
  explicit DocumentId(Document filter) : filter_(std::move(filter)) {}

  Document filter_;
};

/// The document as it is stored: `_id` first, then the body's members (without its own `_id` and `_etag`), `_etag`
/// last.
Document stamped(BsonBytes body, const DocumentId& id, const ObjectId& etag);

/// The body's members with `_etag` last, for documents that have no `_id` of their own.
Document stamped(BsonBytes body, const ObjectId& etag);

/// The document with this `_id` first, and without it.
Document withId(BsonBytes document, const DocumentId& id);
Document withoutId(BsonBytes document);

/// The document's `_etag` when it is an ObjectId.
std::optional<ObjectId> etagOf(BsonBytes document);

}  // namespace rest
