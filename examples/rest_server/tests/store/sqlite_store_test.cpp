#include "store/sqlite/sqlite_store.hpp"

#include <sqlite3.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "budget/request_budget.hpp"
#include "document/json.hpp"
#include "store/stores.hpp"
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

int numberFrom(const std::string& path, const char* sql) {
  int number = -1;
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open(path.c_str(), &database) == SQLITE_OK);
  const auto keep = [](void* kept, int, char** values, char**) {
    *static_cast<int*>(kept) = std::stoi(values[0]);
    return 0;
  };
  CHECK(sqlite3_exec(database, sql, keep, &number, nullptr) == SQLITE_OK);
  sqlite3_close(database);
  return number;
}

}  // namespace

TEST_CASE("what is left of indexes that were being made or dropped goes at the next start") {
  const TemporaryFolder folder;
  const std::string file = (folder.path() / "a.sqlite").string();
  {
    const auto store = openSqliteStore(file);
    const Document document = parseJson(R"({"_id":"one","a":1,"b":1,"c":1})");
    REQUIRE(store->write(c, one, {Change::Kind::replace, document}, WriteMode::insert).status ==
            WriteResult::Status::created);
    for (const char* name : {"a", "b", "c"}) {
      store->createIndex(c, {name, parseJson("{\"" + std::string(name) + "\":1}"), {}});
    }
  }
  runSql(file, "UPDATE field_index SET collection = 0 WHERE name = 'a'");
  // {"beingMade": true}
  runSql(file, "UPDATE field_index SET options = x'11000000086265696E674D616465000100' WHERE name = 'b'");
  REQUIRE(numberFrom(file, "SELECT count(*) FROM entry") == 3);
  const auto store = openSqliteStore(file);
  CHECK(store->indexes(c).size() == 2);
  CHECK(numberFrom(file, "SELECT count(*) FROM field_index") == 1);
  CHECK(numberFrom(file, "SELECT count(*) FROM entry") == 1);
}

TEST_CASE("the embedded store keeps its documents over a restart") {
  const TemporaryFolder folder;
  const std::string file = (folder.path() / "a.sqlite").string();
  const Document document = stamped(parseJson(R"({"n":1})"), one, ObjectId::generate());
  {
    const auto store = openSqliteStore(file);
    store->createCollection(c);
    REQUIRE(store->write(c, one, {Change::Kind::replace, document}, WriteMode::insert).status ==
            WriteResult::Status::created);
  }
  CHECK(openSqliteStore(file)->findById(c, one) == document);
}

TEST_CASE("only its owner may read the embedded store, a new one and one that others could read") {
  const TemporaryFolder folder;
  const auto checkModes = [&folder] {
    int files = 0;
    for (const auto& file : std::filesystem::directory_iterator(folder.path())) {
      INFO(file.path());
      CHECK((file.status().permissions() & std::filesystem::perms::all) ==
            (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
      ++files;
    }
    CHECK(files == 3);
  };
  const std::string file = (folder.path() / "a.sqlite").string();
  const mode_t before = ::umask(0);
  const auto store = openSqliteStore(file);
  checkModes();
  for (const auto& each : std::filesystem::directory_iterator(folder.path())) ::chmod(each.path().c_str(), 0644);
  const auto again = openSqliteStore(file);
  checkModes();
  ::umask(before);
}

TEST_CASE("two servers may share one file") {
  const TemporaryFolder folder;
  const std::string file = (folder.path() / "a.sqlite").string();
  const auto first = openSqliteStore(file);
  const auto second = openSqliteStore(file);
  first->createCollection(c);
  const Document document = stamped(Document(), one, ObjectId::generate());
  REQUIRE(second->write(c, one, {Change::Kind::replace, document}, WriteMode::insert).status ==
          WriteResult::Status::created);
  CHECK(first->write(c, one, {Change::Kind::replace, document}, WriteMode::insert).status ==
        WriteResult::Status::duplicate);
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

  for (const char* version : {"PRAGMA user_version = 1", "PRAGMA user_version = 3"}) {
    const std::string other = (folder.path() / "other.sqlite").string();
    runSql(other, version);
    CHECK(kindOfFailure(other) == StoreError::Kind::failed);
  }

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

TEST_CASE("ids of the types that MongoDB refuses are refused, all others are kept") {
  Sqlite place;
  place.store().createCollection(c);
  const auto insert = [&](const Document& document) {
    return place.store()
        .write(c, DocumentId::of(document).value(), {Change::Kind::replace, document}, WriteMode::insert)
        .status;
  };
  using Status = WriteResult::Status;
  CHECK(insert(parseJson(R"({"_id":{"$numberDecimal":"1.5"}})")) == Status::created);
  CHECK(insert(parseJson(R"({"_id":1.5})")) == Status::duplicate);
  CHECK(insert(parseJson(R"({"_id":{"$code":"f"}})")) == Status::created);
  for (const char* json : {R"({"_id":[1]})", R"({"_id":{"$regularExpression":{"pattern":"a","options":""}}})"}) {
    INFO(json);
    try {
      insert(parseJson(json));
      FAIL_CHECK("it was taken");
    } catch (const StoreError& error) {
      CHECK(error.kind() == StoreError::Kind::refused);
    }
  }
}

TEST_CASE("what SQLite does by itself ends with the request that it is for, and disturbs no other") {
  const TemporaryFolder folder;
  const auto store = openSqliteStore((folder.path() / "a.sqlite").string());
  constexpr std::int64_t documents = 5'000;
  std::vector<BulkWrite> writes;
  for (std::int64_t i = 0; i < documents; ++i) {
    const DocumentId id = DocumentId::ofInteger(i);
    writes.push_back({id, {Change::Kind::replace, stamped(parseJson("{}"), id, ObjectId::generate())}});
  }
  store->writeMany(c, writes, WriteMode::insert, {});
  {
    const auto budget = std::make_shared<RequestBudget>(RequestLimits{});
    budget->stop();
    const RequestBudget::Scope scope(budget);
    CHECK_THROWS_AS(store->count(c, {}), BudgetSpent);
    CHECK_THROWS_AS(store->dropCollection(c), BudgetSpent);
  }
  CHECK(store->count(c, {}) == documents);
  CHECK(store->dropCollection(c));
  CHECK(store->count(c, {}) == 0);
}

TEST_CASE("the log does not grow without end beside a slow reader, whose answer is given up, and is short again") {
  const TemporaryFolder folder;
  const std::string file = (folder.path() / "a.sqlite").string();
  const auto store = openSqliteStore(file);
  const auto write = [&](int round) {
    // SQLite writes the pages that differ.
    const std::string text(4'000'000, static_cast<char>('a' + round % 26));
    const std::string json = R"({"_id":"one","a":")" + text + "\"}";
    const Document document = stamped(parseJson(json), one, ObjectId::generate());
    store->write(c, one, {Change::Kind::replace, document}, WriteMode::upsert, {});
  };
  write(0);
  const auto budget = std::make_shared<RequestBudget>(RequestLimits{});
  std::unique_ptr<DocumentCursor> slow;
  {
    const RequestBudget::Scope scope(budget);
    slow = store->find(c, {});
    REQUIRE(slow->next());
  }
  const auto isLogBeyond = [&](std::uintmax_t mebibytes) {
    return std::filesystem::file_size(file + "-wal") > mebibytes * 1024 * 1024;
  };
  for (int i = 1; i < 100 && !budget->isStopped(); ++i) write(i);
  CHECK(budget->isStopped());
  CHECK(isLogBeyond(60));
  {
    const RequestBudget::Scope scope(budget);
    CHECK_THROWS_AS(slow->next(), BudgetSpent);
  }
  slow.reset();
  for (int i = 0; i < 100 && isLogBeyond(16); ++i) {
    write(i);
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  CHECK_FALSE(isLogBeyond(16));
}

}  // namespace rest::tests
