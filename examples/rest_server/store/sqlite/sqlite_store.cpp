// Calls of DocumentStore go in, rows of one SQLite file come out. One writer at a time, as many readers as there are
// threads: each call borrows a connection that nobody else uses meanwhile.
#include "store/sqlite/sqlite_store.hpp"

#include <mutex>
#include <utility>

#include "store/sqlite/connection.hpp"
#include "store/sqlite/sort_key.hpp"

namespace rest {
namespace {

using sqlite::Connection;
using sqlite::Execution;
using sqlite::Transaction;

constexpr int schemaVersion = 1;

constexpr const char* schema = R"sql(
  CREATE TABLE collection (
    number INTEGER PRIMARY KEY,
    database TEXT NOT NULL,
    name TEXT NOT NULL,
    properties BLOB NOT NULL,
    UNIQUE (database, name));
  CREATE TABLE document (
    collection INTEGER NOT NULL REFERENCES collection (number),
    key BLOB NOT NULL,
    body BLOB NOT NULL,
    UNIQUE (collection, key));
  PRAGMA user_version = 1;
)sql";

std::optional<Document> firstDocument(Execution& execution) {
  if (!execution.next()) return std::nullopt;
  return Document::copyOf(execution.blob(0));
}

class SqliteStore : public DocumentStore {
 public:
  explicit SqliteStore(const std::string& path) : path_(path), writer_(path) { prepareSchema(); }

  std::vector<std::string> databaseNames() override {
    const Reader reader(*this);
    std::vector<std::string> names;
    Execution rows = reader->prepared("SELECT DISTINCT database FROM collection ORDER BY database");
    while (rows.next()) names.push_back(rows.text(0));
    return names;
  }

  std::vector<std::string> collectionNames(const std::string& database) override {
    const Reader reader(*this);
    std::vector<std::string> names;
    Execution rows = reader->prepared("SELECT name FROM collection WHERE database = ?1 ORDER BY name");
    rows.bind(1, database);
    while (rows.next()) names.push_back(rows.text(0));
    return names;
  }

  std::optional<Document> collectionProperties(const CollectionName& name) override {
    const Reader reader(*this);
    return propertiesIn(*reader, name);
  }

  WriteResult putCollection(const CollectionName& name, const Document& properties,
                            const Precondition& precondition) override {
    const std::lock_guard lock(writing_);
    Transaction transaction(writer_);
    const std::optional<Document> stored = propertiesIn(writer_, name);
    if (!holds(precondition, stored)) return WriteResult::preconditionFailed;
    writer_
        .prepared(
            "INSERT INTO collection (database, name, properties) VALUES (?1, ?2, ?3)"
            " ON CONFLICT (database, name) DO UPDATE SET properties = excluded.properties")
        .bind(1, name.database)
        .bind(2, name.collection)
        .bindBlob(3, properties.bytes())
        .run();
    transaction.commit();
    return stored ? WriteResult::replaced : WriteResult::created;
  }

  void find(const CollectionName& name, const FindRequest& request, const DocumentVisitor& visit) override {
    const Reader reader(*this);
    Execution rows = reader->prepared(
        "SELECT body FROM document WHERE collection ="
        " (SELECT number FROM collection WHERE database = ?1 AND name = ?2) ORDER BY key DESC LIMIT ?3 OFFSET ?4");
    rows.bind(1, name.database).bind(2, name.collection).bind(3, request.limit).bind(4, request.skip);
    while (rows.next()) visit(rows.blob(0));
  }

  std::optional<Document> findById(const CollectionName& name, const DocumentId& id) override {
    const std::string key = sortKey(id);
    const Reader reader(*this);
    return documentIn(*reader, name, key);
  }

  WriteResult put(const CollectionName& name, const DocumentId& id, const Document& document, WriteMode mode,
                  const Precondition& precondition) override {
    const std::string key = sortKey(id);
    const std::lock_guard lock(writing_);
    Transaction transaction(writer_);
    const std::optional<Document> stored = documentIn(writer_, name, key);
    if (!stored && mode == WriteMode::update) return WriteResult::absent;
    if (stored && mode == WriteMode::insert) return WriteResult::duplicate;
    if (!holds(precondition, stored)) return WriteResult::preconditionFailed;
    writer_
        .prepared(
            "INSERT INTO document (collection, key, body)"
            " SELECT number, ?3, ?4 FROM collection WHERE database = ?1 AND name = ?2"
            " ON CONFLICT (collection, key) DO UPDATE SET body = excluded.body")
        .bind(1, name.database)
        .bind(2, name.collection)
        .bindBlob(3, key)
        .bindBlob(4, document.bytes())
        .run();
    if (writer_.changes() == 0) return WriteResult::absent;
    transaction.commit();
    return stored ? WriteResult::replaced : WriteResult::created;
  }

  EraseResult erase(const CollectionName& name, const DocumentId& id, const Precondition& precondition) override {
    const std::string key = sortKey(id);
    const std::lock_guard lock(writing_);
    Transaction transaction(writer_);
    const std::optional<Document> stored = documentIn(writer_, name, key);
    if (!stored) return EraseResult::absent;
    if (!holds(precondition, stored)) return EraseResult::preconditionFailed;
    writer_
        .prepared(
            "DELETE FROM document WHERE key = ?3 AND collection ="
            " (SELECT number FROM collection WHERE database = ?1 AND name = ?2)")
        .bind(1, name.database)
        .bind(2, name.collection)
        .bindBlob(3, key)
        .run();
    transaction.commit();
    return EraseResult::erased;
  }

 private:
  /// Borrows a connection for reading, and gives it back.
  class Reader {
   public:
    explicit Reader(SqliteStore& store) : store_(store), connection_(store.takeReader()) {}
    ~Reader() { store_.giveBack(std::move(connection_)); }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;
    Connection& operator*() const { return *connection_; }
    Connection* operator->() const { return connection_.get(); }

   private:
    SqliteStore& store_;
    std::unique_ptr<Connection> connection_;
  };

  static std::optional<Document> propertiesIn(Connection& connection, const CollectionName& name) {
    Execution row = connection.prepared("SELECT properties FROM collection WHERE database = ?1 AND name = ?2");
    row.bind(1, name.database).bind(2, name.collection);
    return firstDocument(row);
  }

  static std::optional<Document> documentIn(Connection& connection, const CollectionName& name,
                                            const std::string& key) {
    Execution row = connection.prepared(
        "SELECT body FROM document WHERE key = ?3 AND collection ="
        " (SELECT number FROM collection WHERE database = ?1 AND name = ?2)");
    row.bind(1, name.database).bind(2, name.collection).bindBlob(3, key);
    return firstDocument(row);
  }

  void prepareSchema() {
    Transaction transaction(writer_);
    const std::int64_t version = integerFrom("PRAGMA user_version");
    if (version == 0) {
      if (integerFrom("SELECT count(*) FROM sqlite_schema") > 0) {
        throw StoreError(StoreError::Kind::failed, "the file is the database of another program");
      }
      writer_.run(schema);
    }
    if (version > schemaVersion) {
      throw StoreError(StoreError::Kind::failed, "the file was written by a newer version of this server");
    }
    transaction.commit();
  }

  std::int64_t integerFrom(const char* sql) {
    Execution row = writer_.prepared(sql);
    return row.next() ? row.integer(0) : 0;
  }

  std::unique_ptr<Connection> takeReader() {
    {
      const std::lock_guard lock(borrowing_);
      if (!idleReaders_.empty()) {
        std::unique_ptr<Connection> connection = std::move(idleReaders_.back());
        idleReaders_.pop_back();
        return connection;
      }
    }
    return std::make_unique<Connection>(path_);
  }

  void giveBack(std::unique_ptr<Connection> connection) noexcept {
    const std::lock_guard lock(borrowing_);
    idleReaders_.push_back(std::move(connection));
  }

  const std::string path_;
  std::mutex writing_;
  Connection writer_;
  std::mutex borrowing_;
  std::vector<std::unique_ptr<Connection>> idleReaders_;
};

}  // namespace

std::unique_ptr<DocumentStore> openSqliteStore(const std::string& path) {
  return std::make_unique<SqliteStore>(path);
}

}  // namespace rest
