#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "store/document_store.hpp"
#include "store/sqlite/connection.hpp"

namespace rest::sqlite {

std::vector<std::string> databaseNames(Connection& connection);
std::vector<std::string> collectionNames(Connection& connection, const std::string& database);

/// The number that a collection's rows have; nothing when there is no such collection.
std::optional<std::int64_t> collectionNumber(Connection& connection, const CollectionName& name);

// What follows belongs into a transaction.

std::int64_t obtainCollection(Connection& connection, const CollectionName& name);
bool dropCollection(Connection& connection, const CollectionName& name);

}  // namespace rest::sqlite
