// Names of databases and collections go in; the numbers that their rows have come out.
#include "store/sqlite/catalogue.hpp"

namespace rest::sqlite {
namespace {

std::vector<std::string> texts(Execution rows) {
  std::vector<std::string> found;
  while (rows.next()) found.push_back(rows.text(0));
  return found;
}

}  // namespace

std::vector<std::string> databaseNames(Connection& connection) {
  return texts(connection.prepared("SELECT DISTINCT database FROM collection ORDER BY database"));
}

std::vector<std::string> collectionNames(Connection& connection, const std::string& database) {
  Execution rows = connection.prepared("SELECT name FROM collection WHERE database = ?1 ORDER BY name");
  rows.bind(1, database);
  return texts(std::move(rows));
}

std::optional<std::int64_t> collectionNumber(Connection& connection, const CollectionName& name) {
  Execution row = connection.prepared("SELECT number FROM collection WHERE database = ?1 AND name = ?2");
  row.bind(1, name.database).bind(2, name.collection);
  if (!row.next()) return std::nullopt;
  return row.integer(0);
}

std::int64_t obtainCollection(Connection& connection, const CollectionName& name) {
  if (const auto number = collectionNumber(connection, name)) return *number;
  connection.prepared("INSERT INTO collection (database, name) VALUES (?1, ?2)")
      .bind(1, name.database)
      .bind(2, name.collection)
      .run();
  return connection.lastRowNumber();
}

bool dropCollection(Connection& connection, const CollectionName& name) {
  const auto number = collectionNumber(connection, name);
  if (!number) return false;
  connection.prepared("DELETE FROM entry WHERE field_index IN (SELECT number FROM field_index WHERE collection = ?1)")
      .bind(1, *number)
      .run();
  connection.prepared("DELETE FROM field_index WHERE collection = ?1").bind(1, *number).run();
  connection.prepared("DELETE FROM document WHERE collection = ?1").bind(1, *number).run();
  connection.prepared("DELETE FROM collection WHERE number = ?1").bind(1, *number).run();
  return true;
}

}  // namespace rest::sqlite
