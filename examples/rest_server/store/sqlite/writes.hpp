#pragma once

#include "store/document_store.hpp"
#include "store/sqlite/connection.hpp"

namespace rest::sqlite {

// The writes of DocumentStore, each to be called within a transaction. They throw StoreError, and QueryFault for
// filters and changes that are invalid or do not fit a document.

WriteResult writeOne(Connection& connection, const CollectionName& name, const DocumentId& id, const Change& change,
                     WriteMode mode, const WriteCondition& condition);
EraseResult eraseOne(Connection& connection, const CollectionName& name, const DocumentId& id,
                     const WriteCondition& condition);
BulkResult writeMany(Connection& connection, const CollectionName& name, std::span<const BulkWrite> writes,
                     WriteMode mode, const Document& filter);
BulkResult updateMany(Connection& connection, const CollectionName& name, const Document& filter, const Change& change);
std::int64_t eraseMany(Connection& connection, const CollectionName& name, const Document& filter);

}  // namespace rest::sqlite
