#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "document/query/ordering.hpp"
#include "store/document_store.hpp"
#include "store/sqlite/connection.hpp"

namespace rest::sqlite {

/// An index of a collection. Its entries are the keys of the documents by its ordering, each followed by the key of the
/// document's `_id`.
struct FieldIndex {
  std::int64_t number = 0;
  std::string name{};
  Document keys{};
  Document options{};
  query::Ordering ordering;
  bool isUnique = false;
  bool isSparse = false;
  /// A document had several keys: constraints and places in an order are no longer those of one key.
  bool hasManyKeys = false;
  bool isBeingMade = false;

  /// The keys of a document: none when it has none of the fields and the index is sparse. Throws QueryFault.
  query::HeldKeys keysOf(BsonBytes document, query::KeyRoom& room) const;
  query::HeldKeys keysOf(BsonBytes document) const;
};

/// What the entries of a document with this key of its `_id` may take, in all indexes of its collection.
query::KeyRoom roomForEntries(const std::string& idKey);

/// Those by which documents can be found.
std::vector<FieldIndex> fieldIndexes(Connection& connection, std::int64_t collection);
/// Those that are written: the same, and those that are being made.
std::vector<FieldIndex> writtenIndexes(Connection& connection, std::int64_t collection);

/// As MongoDB lists it.
Document description(const FieldIndex& index);
/// Of the index of `_id`, which every collection has.
Document idIndexDescription();

// What follows belongs into a transaction.

/// An index that is to be made, unless it is there. From here on it has the entries of what is written. Throws
/// StoreError.
std::optional<FieldIndex> beginIndex(Connection& connection, std::int64_t collection, const IndexDescription& wanted);
/// Adds the entries of the documents with greater keys, until that time; `after` becomes the last one's. Whether more
/// are left: if not, the index is made. Throws StoreError, and QueryFault for what the index cannot hold.
bool addSomeEntries(Connection& connection, std::int64_t collection, const FieldIndex& index, std::string& after,
                    std::chrono::steady_clock::time_point end);

/// The number of the index of this name. Throws StoreError for that of `_id`.
std::optional<std::int64_t> indexToDrop(Connection& connection, std::int64_t collection, const std::string& name);
/// Takes it from its collection, so that it is neither asked nor written.
void detachIndex(Connection& connection, std::int64_t index);
/// Erases some thousand entries of a detached index. Whether more are left: if not, the index is gone.
bool eraseSomeEntries(Connection& connection, std::int64_t index);
/// What a server that ended in the middle has left behind.
std::vector<std::int64_t> unfinishedIndexes(Connection& connection);

/// Whether another document has one of the keys in a unique index.
bool isTaken(Connection& connection, const FieldIndex& index, const std::vector<std::string>& keys,
             std::int64_t byOtherThan);
void addEntries(Connection& connection, const FieldIndex& index, const std::vector<std::string>& keys,
                const std::string& idKey, std::int64_t document);
/// Keeps in mind that a document may be found by several entries, when it has so many.
void noteKeys(Connection& connection, const FieldIndex& index, std::size_t count);
void removeEntries(Connection& connection, const FieldIndex& index, const std::vector<std::string>& keys,
                   const std::string& idKey);

}  // namespace rest::sqlite
