#include "store/sqlite/sqlite_store.hpp"

#include <sqlite3.h>

#include <fstream>

#include "document/json.hpp"
#include "stores.hpp"
#include "tests/support/catch.hpp"

namespace rest::tests {
namespace {

const CollectionName c{"test", "c"};
const DocumentId one = DocumentId::ofText("one");

StoreError::Kind kindOfFailure(const std::string& path) {
  try {
    openSqliteStore(path);
  } catch (const StoreError& error) {
    return error.kind();
  }
  FAIL("the store was opened");
  throw std::logic_error("unreachable");
}

void runSql(const std::string& path, const char* sql) {
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &database) == SQLITE_OK);
  CHECK(sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(database);
}

}  // namespace

TEST_CASE("the embedded store keeps its documents over a restart") {
  const TemporaryFolder folder;
  const std::string file = (folder.path() / "a.sqlite").string();
  const Document document = stamped(parseJson(R"({"n":1})"), one, ObjectId::generate());
  {
    const auto store = openSqliteStore(file);
    store->putCollection(c, Document(), {});
    REQUIRE(store->put(c, one, document, WriteMode::insert, {}) == WriteResult::created);
  }
  CHECK(openSqliteStore(file)->findById(c, one) == document);
}

TEST_CASE("two servers may share one file") {
  const TemporaryFolder folder;
  const std::string file = (folder.path() / "a.sqlite").string();
  const auto first = openSqliteStore(file);
  const auto second = openSqliteStore(file);
  first->putCollection(c, Document(), {});
  const Document document = stamped(Document(), one, ObjectId::generate());
  REQUIRE(second->put(c, one, document, WriteMode::insert, {}) == WriteResult::created);
  CHECK(first->put(c, one, document, WriteMode::insert, {}) == WriteResult::duplicate);
}

TEST_CASE("a document is never put where no collection is") {
  Sqlite place;
  CHECK(place.store().put(c, one, Document(), WriteMode::upsert, {}) == WriteResult::absent);
  CHECK(!place.store().findById(c, one));
}

TEST_CASE("files that are not the store's are refused and left as they are") {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "a.sqlite").string();
  REQUIRE_NOTHROW(openSqliteStore(path));

  const std::string text = (folder.path() / "notes.txt").string();
  const std::string content(5000, 'n');
  std::ofstream(text) << content;
  CHECK(kindOfFailure(text) == StoreError::Kind::failed);
  CHECK(std::filesystem::file_size(text) == content.size());

  const std::string newer = (folder.path() / "newer.sqlite").string();
  runSql(newer, "PRAGMA user_version = 2");
  CHECK(kindOfFailure(newer) == StoreError::Kind::failed);

  CHECK(kindOfFailure((folder.path() / "absent" / "a.sqlite").string()) == StoreError::Kind::unavailable);
  CHECK(kindOfFailure(folder.path().string()) == StoreError::Kind::unavailable);
}

TEST_CASE("a database of another program is refused and keeps its tables") {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "app.sqlite").string();
  runSql(path, "CREATE TABLE customer (name TEXT)");
  CHECK(kindOfFailure(path) == StoreError::Kind::failed);
  runSql(path, "INSERT INTO customer VALUES ('still mine'); CREATE TABLE collection (x)");
}

TEST_CASE("ids that the embedded store cannot order are refused") {
  Sqlite place;
  place.store().putCollection(c, Document(), {});
  for (const char* json :
       {R"({"_id":{"$numberDecimal":"1"}})", R"({"_id":[1]})",
        R"({"_id":{"$regularExpression":{"pattern":"a","options":""}}})", R"({"_id":{"$code":"f"}})"}) {
    INFO(json);
    const Document document = parseJson(json);
    const DocumentId id = DocumentId::of(document).value();
    try {
      place.store().put(c, id, document, WriteMode::insert, {});
      FAIL_CHECK("it was taken");
    } catch (const StoreError& error) {
      CHECK(error.kind() == StoreError::Kind::refused);
    }
  }
}

}  // namespace rest::tests
