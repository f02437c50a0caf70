// A file that SQLite has opened goes in; a file with the store's tables comes out. Refused: databases of other programs
// and of other versions of this one.
#include "store/sqlite/schema.hpp"

#include "store/document_store.hpp"

namespace rest::sqlite {
namespace {

constexpr int schemaVersion = 2;

// Numbers of collections are never used again, so that one that is remembered means one collection or none.
// An entry's key is that of the indexed values and then of the `_id`: no two are equal, and ties are in order of `_id`.
constexpr const char* schema = R"sql(
  CREATE TABLE collection (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    database TEXT NOT NULL,
    name TEXT NOT NULL,
    UNIQUE (database, name));
  CREATE TABLE document (
    number INTEGER PRIMARY KEY,
    collection INTEGER NOT NULL,
    key BLOB NOT NULL,
    body BLOB NOT NULL,
    UNIQUE (collection, key));
  CREATE TABLE field_index (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    collection INTEGER NOT NULL,
    name TEXT NOT NULL,
    keys BLOB NOT NULL,
    options BLOB NOT NULL,
    many_keys INTEGER NOT NULL DEFAULT 0,
    UNIQUE (collection, name));
  CREATE TABLE entry (
    field_index INTEGER NOT NULL,
    key BLOB NOT NULL,
    document INTEGER NOT NULL,
    PRIMARY KEY (field_index, key)) WITHOUT ROWID;
  PRAGMA user_version = 2;
)sql";

std::int64_t integerFrom(Connection& connection, const char* sql) {
  Execution row = connection.prepared(sql);
  return row.next() ? row.integer(0) : 0;
}

}  // namespace

void prepareSchema(Connection& connection) {
  Transaction transaction(connection);
  const std::int64_t version = integerFrom(connection, "PRAGMA user_version");
  if (version == 0) {
    if (integerFrom(connection, "SELECT count(*) FROM sqlite_schema") > 0) {
      throw StoreError(StoreError::Kind::failed, "the file is the database of another program");
    }
    connection.run(schema);
  } else if (version < schemaVersion) {
    throw StoreError(StoreError::Kind::failed, "the file was written by a version of this server before its release");
  } else if (version > schemaVersion) {
    throw StoreError(StoreError::Kind::failed, "the file was written by a newer version of this server");
  }
  transaction.commit();
}

}  // namespace rest::sqlite
