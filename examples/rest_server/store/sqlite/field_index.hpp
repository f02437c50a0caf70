#pragma once

#include <cstdint>
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

  /// The keys of a document: none when it has none of the fields and the index is sparse. Throws QueryFault.
  query::HeldKeys keysOf(BsonBytes document, query::KeyRoom& room) const;
  query::HeldKeys keysOf(BsonBytes document) const;
};

/// What the entries of a document with this key of its `_id` may take, in all indexes of its collection.
query::KeyRoom roomForEntries(const std::string& idKey);

std::vector<FieldIndex> fieldIndexes(Connection& connection, std::int64_t collection);

/// As MongoDB lists it.
Document description(const FieldIndex& index);
/// Of the index of `_id`, which every collection has.
Document idIndexDescription();

// What follows belongs into a transaction.

/// Makes the index with its entries, unless it is there. Throws StoreError.
void createIndex(Connection& connection, std::int64_t collection, const IndexDescription& wanted);
/// Throws StoreError for the index of `_id`.
bool dropIndex(Connection& connection, std::int64_t collection, const std::string& name);

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
