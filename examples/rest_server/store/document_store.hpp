#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "document/document.hpp"
#include "document/document_id.hpp"
#include "document/object_id.hpp"

namespace rest {

/// Why a store could not do what it was asked; what() is for the log, not for the client.
class StoreError : public std::runtime_error {
 public:
  enum class Kind {
    unavailable,  ///< it cannot be reached, or did not answer in time: try again
    refused,      ///< it understood and will not keep or do this (a value it cannot index, a failed validation)
    failed,       ///< anything else
  };

  StoreError(Kind kind, const std::string& what) : std::runtime_error(what), kind_(kind) {}
  Kind kind() const noexcept { return kind_; }

 private:
  Kind kind_;
};

struct CollectionName {
  std::string database;
  std::string collection;
};

/// Which documents of a collection, in which order: descending `_id`, a page of them.
struct FindRequest {
  std::int64_t skip = 0;
  std::int64_t limit = 100;
};

/// What must hold for a write to happen (RFC 9110 13.1.1); the default always holds.
struct Precondition {
  /// If-Match was given: the stored `_etag` must be one of `etags`, or with `anyEtag` there must be a document at all.
  bool given = false;
  bool anyEtag = false;
  std::vector<ObjectId> etags;
};

enum class WriteMode {
  insert,  ///< only a new one
  update,  ///< only one that exists
  upsert,  ///< either
};

enum class WriteResult {
  created,
  replaced,
  absent,     ///< update of one that does not exist
  duplicate,  ///< insert of one that exists
  preconditionFailed,
};

enum class EraseResult { erased, absent, preconditionFailed };

using DocumentVisitor = std::function<void(BsonBytes)>;

/// Collections of documents, kept somewhere. Safe for any number of threads; every call may block, and throws
/// StoreError. A collection has properties: a document with an `_etag`, empty when the collection was made elsewhere.
class DocumentStore {
 public:
  virtual ~DocumentStore() = default;

  /// Names in ascending order, those that belong to the store itself among them.
  virtual std::vector<std::string> databaseNames() = 0;
  virtual std::vector<std::string> collectionNames(const std::string& database) = 0;

  /// The properties of a collection; nothing when there is no such collection.
  virtual std::optional<Document> collectionProperties(const CollectionName& name) = 0;

  /// Makes the collection, or gives it new properties (created, replaced, preconditionFailed).
  virtual WriteResult putCollection(const CollectionName& name, const Document& properties,
                                    const Precondition& precondition) = 0;

  /// Hands the documents over one by one. Of an unknown collection there are none.
  virtual void find(const CollectionName& name, const FindRequest& request, const DocumentVisitor& visit) = 0;
  virtual std::optional<Document> findById(const CollectionName& name, const DocumentId& id) = 0;

  /// Stores the document whole under its `_id`. The collection must exist (the caller has asked).
  virtual WriteResult put(const CollectionName& name, const DocumentId& id, const Document& document, WriteMode mode,
                          const Precondition& precondition) = 0;
  virtual EraseResult erase(const CollectionName& name, const DocumentId& id, const Precondition& precondition) = 0;
};

/// Whether the stored document, if there is one, satisfies the precondition.
bool holds(const Precondition& precondition, const std::optional<Document>& stored);

}  // namespace rest
