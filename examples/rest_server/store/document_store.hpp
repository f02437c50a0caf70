#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "document/document.hpp"
#include "document/document_id.hpp"
#include "document/object_id.hpp"

namespace rest {

/// Why a store could not do what it was asked; what() is for the log.
class StoreError : public std::runtime_error {
 public:
  enum class Kind {
    unavailable,     ///< it cannot be reached, or did not answer a question in time: try again
    unknownOutcome,  ///< it did not say in time what became of a write, which may have been made, or made in part
    tooSlow,         ///< it gave up, for what it was asked takes longer than it may; nothing was written
    inPart,          ///< of many writes some were made before it failed, and the rest was not
    forbidden,       ///< it does not let this server do that
    invalid,         ///< a filter, sort, projection, update, pipeline or index that is invalid: the client's mistake
    unsupported,     ///< this store cannot do it, another one can
    duplicate,       ///< a value that an index holds unique is taken
    refused,         ///< it understood and will not keep this (a value it cannot index, a failed validation)
    failed,          ///< anything else
  };

  /// `forClient`: a sentence for the client that quotes nothing but operators' and fields' names; empty for none.
  StoreError(Kind kind, const std::string& what, std::string forClient = {})
      : std::runtime_error(what), kind_(kind), forClient_(std::move(forClient)) {}
  Kind kind() const noexcept { return kind_; }
  const std::string& forClient() const noexcept { return forClient_; }

 private:
  Kind kind_;
  std::string forClient_;
};

struct CollectionName {
  std::string database;
  std::string collection;
};

/// Where the properties of databases and collections are kept, in each database: plain documents with an `_etag`.
inline constexpr const char* propertiesCollection = "_properties";

/// Where proofs of possession that were used are kept, when servers share them.
inline constexpr const char* proofsCollection = "_proofs";

/// Which documents of a collection, how much of them, in which order. All in MongoDB's own language.
struct FindRequest {
  Document filter{};      ///< {}: every document
  Document projection{};  ///< {}: whole documents
  Document sort{};        ///< {field: 1 or -1, ...}; {}: in any order
  /// The values of the sort's fields, in its order: only documents that come after one with these. A field that it
  /// lacks counts as null. The sort must then end in `_id`, so that no two documents have one place.
  std::optional<Document> after{};
  std::optional<Document> hint{};  ///< the keys of the index to use
  std::int64_t skip = 0;
  std::int64_t limit = 100;  ///< 0: none at all
};

/// Documents, one after the other. For one thread at a time, not always the same one.
class DocumentCursor {
 public:
  virtual ~DocumentCursor() = default;

  /// The next document, valid until the next call; nothing at the end. Throws StoreError.
  virtual std::optional<BsonBytes> next() = 0;
};

/// What If-Match asks of the stored `_etag` (RFC 9110 13.1.1); the default always holds.
struct Precondition {
  /// If-Match was given: the stored `_etag` must be one of `etags`, or with `anyEtag` there must be a document at all.
  bool given = false;
  bool anyEtag = false;
  std::vector<ObjectId> etags{};
  /// A document that is there is changed only when If-Match was given.
  bool isRequired = false;
};

/// What must be true of the document that is stored, for a write to happen.
struct WriteCondition {
  Precondition precondition{};
  /// A document that does not match is treated as absent by this write.
  Document filter{};
};

/// What a write makes of a document.
struct Change {
  enum class Kind {
    replace,   ///< `body` is the whole document; its `_id` is the one written to
    update,    ///< `body` has update operators alone: {$set: {...}, $inc: {...}}
    pipeline,  ///< `body` is an array of stages, as BSON has arrays: {"0": {...}, "1": {...}}
  };
  Kind kind = Kind::replace;
  Document body{};
};

enum class WriteMode {
  insert,  ///< only a new one
  update,  ///< only one that exists
  upsert,  ///< either
};

struct WriteResult {
  enum class Status {
    created,
    changed,
    absent,                ///< there is none to update, or none that matches the condition's filter
    duplicate,             ///< its `_id`, or a value that an index holds unique, is taken
    preconditionFailed,    ///< it is there, but not as If-Match wants it
    preconditionRequired,  ///< it is there, and If-Match was not given
  };
  Status status = Status::absent;
  /// Of the document that is stored and stays as it is, with preconditionFailed and preconditionRequired.
  std::optional<ObjectId> etag{};
};

struct EraseResult {
  enum class Status { erased, absent, preconditionFailed, preconditionRequired };
  Status status = Status::absent;
  std::optional<ObjectId> etag{};  ///< as in WriteResult
};

/// One of many writes.
struct BulkWrite {
  DocumentId id;
  Change change;
};

struct BulkResult {
  std::int64_t inserted = 0;
  std::int64_t matched = 0;
  std::int64_t modified = 0;
  std::vector<std::size_t> insertedAt{};  ///< which of the writes made a document
  std::vector<std::size_t> duplicates{};  ///< which were refused because their `_id` or a unique value is taken
};

/// An index as MongoDB describes it.
struct IndexDescription {
  std::string name;
  Document keys{};     ///< {field: 1 or -1, ...}
  Document options{};  ///< {unique: true, sparse: true, ...}
};

/// Collections of documents, kept somewhere. Safe for any number of threads; every call may block, and throws
/// StoreError. What is acknowledged is on the disk (MongoDB: of the majority).
class DocumentStore {
 public:
  virtual ~DocumentStore() = default;

  /// A document is found by its `_id` within microseconds and without waiting, so that an event loop may
  /// call findById itself.
  virtual bool findsAtOnce() const noexcept { return false; }

  /// Whether the store answers now; throws StoreError when it does not.
  virtual void ping() = 0;

  /// Names in ascending order, those that belong to the store itself and `_properties` among them.
  virtual std::vector<std::string> databaseNames() = 0;
  virtual std::vector<std::string> collectionNames(const std::string& database) = 0;

  virtual bool hasCollection(const CollectionName& name) = 0;
  /// Makes it, with its database; nothing happens when it is there.
  virtual void createCollection(const CollectionName& name) = 0;
  /// With its indexes and documents; whether there was one. Its properties are the caller's.
  virtual bool dropCollection(const CollectionName& name) = 0;
  virtual void dropDatabase(const std::string& database) = 0;

  /// An unknown collection has no documents.
  virtual std::unique_ptr<DocumentCursor> find(const CollectionName& name, const FindRequest& request) = 0;
  virtual std::int64_t count(const CollectionName& name, const Document& filter) = 0;
  /// The document with this `_id`, when the filter ({}: always) matches it too.
  virtual std::optional<Document> findById(const CollectionName& name, const DocumentId& id,
                                           const Document& filter = {}) = 0;

  /// One document. An insert or upsert makes the collection when there is none.
  virtual WriteResult write(const CollectionName& name, const DocumentId& id, const Change& change, WriteMode mode,
                            const WriteCondition& condition = {}) = 0;
  virtual EraseResult erase(const CollectionName& name, const DocumentId& id, const WriteCondition& condition = {}) = 0;

  /// Each for itself, in their order: one that is refused does not keep the others from happening. `filter` as in
  /// WriteCondition.
  virtual BulkResult writeMany(const CollectionName& name, std::span<const BulkWrite> writes, WriteMode mode,
                               const Document& filter) = 0;
  /// Every document that matches; `change` is no replacement.
  virtual BulkResult updateMany(const CollectionName& name, const Document& filter, const Change& change) = 0;
  /// How many there were.
  virtual std::int64_t eraseMany(const CollectionName& name, const Document& filter) = 0;

  /// Every index, that of `_id` first, as MongoDB lists them: {v, key, name, unique, ...}.
  virtual std::vector<Document> indexes(const CollectionName& name) = 0;
  /// Nothing happens when there is the same one already. Throws StoreError (invalid) when another one has the name, or
  /// documents that are there contradict it.
  virtual void createIndex(const CollectionName& name, const IndexDescription& index) = 0;
  /// Whether there was one.
  virtual bool dropIndex(const CollectionName& name, const std::string& indexName) = 0;

  /// `pipeline` is an array of stages, as in Change.
  virtual std::unique_ptr<DocumentCursor> aggregate(const CollectionName& name, const Document& pipeline) = 0;
};

/// Whether what If-Match asks for is true of the stored document, if there is one. `isRequired` is not looked at.
bool holds(const Precondition& precondition, const std::optional<Document>& stored);

}  // namespace rest
