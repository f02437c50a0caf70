// Indexes of the embedded store are used, and change no answer.
#include <sqlite3.h>

#include <atomic>
#include <random>
#include <thread>

#include "budget/request_budget.hpp"
#include "document/json.hpp"
#include "store/sqlite/plan.hpp"
#include "store/sqlite/scan.hpp"
#include "store/sqlite/schema.hpp"
#include "store/sqlite/sqlite_store.hpp"
#include "store/suite.hpp"

namespace rest::tests {
namespace {

using query::Direction;
using query::Filter;
using query::Ordering;
using sqlite::FieldIndex;
using sqlite::Plan;

FieldIndex fieldIndex(std::int64_t number, std::string_view keys) {
  const Document parsed = parseJson(keys);
  return {number, "i", parsed, {}, Ordering(parsed)};
}

struct Asked {
  std::string_view filter = "{}";
  std::string_view sort = "{}";
  std::optional<Document> after{};
  std::optional<Document> hint{};
};

Plan plan(const Asked& asked, const std::vector<FieldIndex>& indexes) {
  const Filter filter(parseJson(asked.filter));
  const Ordering sort(parseJson(asked.sort));
  return planFor({filter, sort, asked.after, asked.hint}, indexes);
}

const std::vector<FieldIndex> byA{fieldIndex(1, R"({"a":1})")};
const std::vector<FieldIndex> byAThenB{fieldIndex(1, R"({"a":1,"b":-1})")};

/// How SQLite goes about a statement, in its own words.
std::string explained(const std::string& sql) {
  sqlite::Connection connection(":memory:");
  prepareSchema(connection);
  const std::string explain = "EXPLAIN QUERY PLAN " + sql;
  sqlite::Execution rows = connection.prepared(explain.c_str());
  std::string steps;
  while (rows.next()) steps += rows.text(3) + '\n';
  return steps;
}

}  // namespace

TEST_CASE("the index that narrows most is chosen") {
  CHECK(plan({R"({"a":1})"}, byA).index == 1);
  CHECK(plan({R"({"a":{"$gt":1}})"}, byA).index == 1);
  CHECK(plan({R"({"a":{"$in":[1,2]}})"}, byA).index == 1);
  CHECK(plan({R"({"$and":[{"b":2},{"a":1}]})"}, byA).index == 1);
  CHECK(plan({R"({"a":null})"}, byA).index == 1);
  CHECK(!plan({R"({"b":1})"}, byA).index);
  CHECK(!plan({R"({"$or":[{"a":1},{"b":1}]})"}, byA).index);
  CHECK(!plan({R"({"a":{"$ne":1}})"}, byA).index);
  CHECK(!plan({R"({"a":1,"_id":5})"}, byA).index);
  CHECK(!plan({R"({"b":1})"}, byAThenB).index);
  CHECK(plan({R"({"a":1,"b":2})"}, {fieldIndex(1, R"({"a":1})"), fieldIndex(2, R"({"b":1,"a":1})")}).index == 2);
}

TEST_CASE("operands that an index cannot bound are left to the filter") {
  CHECK(!plan({R"({"a":[1,2]})"}, byA).index);
  CHECK(!plan({R"({"a":{"$gt":{"$minKey":1}}})"}, byA).index);
  CHECK(!plan({R"({"a":{"$regex":"x"}})"}, byA).index);
  CHECK(!plan({R"({"a.0":1})"}, {fieldIndex(1, R"({"a.0":1})")}).index);
}

TEST_CASE("an order is taken from an index that has it") {
  CHECK(plan({"{}", R"({"_id":-1})"}, {}).isSorted);
  CHECK(plan({"{}", R"({"a":1})"}, byA).index == 1);
  CHECK(plan({"{}", R"({"a":1})"}, byA).isSorted);
  CHECK(plan({"{}", R"({"a":-1,"_id":-1})"}, byA).direction == Direction::descending);
  CHECK(plan({"{}", R"({"a":-1,"b":1})"}, byAThenB).isSorted);
  CHECK(plan({R"({"a":1})", R"({"b":-1,"_id":1})"}, byAThenB).isSorted);
  CHECK(plan({R"({"a":1})", R"({"_id":1})"}, byA).isSorted);
  CHECK(!plan({"{}", R"({"a":1,"_id":-1})"}, byA).isSorted);
  CHECK(!plan({"{}", R"({"a":1,"b":1})"}, byAThenB).isSorted);
  CHECK(!plan({"{}", R"({"b":1})"}, byAThenB).isSorted);
  CHECK(!plan({R"({"a":{"$gt":1}})", R"({"b":-1})"}, byAThenB).isSorted);
}

TEST_CASE("an index with several keys for a document gives no order, a sparse one no document that lacks its field") {
  std::vector<FieldIndex> manyKeys = {fieldIndex(1, R"({"a":1})")};
  manyKeys.front().hasManyKeys = true;
  CHECK(!plan({"{}", R"({"a":1})"}, manyKeys).isSorted);
  CHECK(plan({R"({"a":1})"}, manyKeys).repeats);

  std::vector<FieldIndex> sparse = {fieldIndex(1, R"({"a":1})")};
  sparse.front().isSparse = true;
  CHECK(!plan({R"({"a":null})"}, sparse).index);
  CHECK(!plan({"{}", R"({"a":1})"}, sparse).index);
  CHECK(plan({R"({"a":1})"}, sparse).index == 1);
  CHECK(plan({"{}", "{}", std::nullopt, parseJson(R"({"a":1})")}, sparse).index == 1);
}

TEST_CASE("a page that goes on after a place begins there, however far that is") {
  const Plan up = plan({"{}", R"({"a":1,"_id":1})", parseJson(R"({"a":5,"_id":7})")}, byA);
  REQUIRE(up.ranges.size() == 1);
  const std::string place = Ordering(parseJson(R"({"a":1,"_id":1})")).keyOf(parseJson(R"({"a":5,"_id":7})"));
  CHECK(up.ranges.front().from == sqlite::afterPrefix(place));
  const Plan down = plan({"{}", R"({"a":-1,"_id":-1})", parseJson(R"({"a":5,"_id":7})")}, byA);
  REQUIRE(down.ranges.size() == 1);
  CHECK(down.ranges.front().to == place);
}

TEST_CASE("SQLite seeks to a range and walks it, without sorting") {
  for (const std::string& sort : {std::string("1"), std::string("-1")}) {
    const std::string entries = explained(statementOf(plan({R"({"a":1})", "{\"a\":" + sort + "}"}, byA)));
    INFO(entries);
    CHECK(entries.find("SEARCH e USING PRIMARY KEY (field_index=? AND key>? AND key<?)") != std::string::npos);
    CHECK(entries.find("SEARCH d USING INTEGER PRIMARY KEY") != std::string::npos);
    CHECK(entries.find("TEMP B-TREE") == std::string::npos);

    const std::string documents = explained(statementOf(plan({"{}", "{\"_id\":" + sort + "}"}, {})));
    INFO(documents);
    CHECK(documents.find("(collection=? AND key>? AND key<?)") != std::string::npos);
    CHECK(documents.find("TEMP B-TREE") == std::string::npos);
  }
}

TEST_CASE("the store answers from an index's entries") {
  const TemporaryFolder folder;
  const std::string file = (folder.path() / "a.sqlite").string();
  const auto store = openSqliteStore(file);
  const Collection c(*store, "test");
  c.insertAll({R"({"_id":1,"a":1})", R"({"_id":2,"a":2})"});
  store->createIndex(c.name(), {"a_1", parseJson(R"({"a":1})"), {}});
  CHECK(c.ids(R"({"a":2})") == Texts{"2"});
  sqlite::Connection(file).run("DELETE FROM entry");
  CHECK(c.ids(R"({"a":2})").empty());
  FindRequest hinted = query(R"({"a":2})");
  hinted.hint = parseJson(R"({"_id":1})");
  CHECK(c.ids(hinted) == Texts{"2"});
}

namespace {

/// Values of few kinds that meet each other often.
class Generator {
 public:
  std::string value(int depth = 0) {
    switch (number(depth < 2 ? 9 : 6)) {
      case 0:
        return "null";
      case 1:
        return std::to_string(number(4));
      case 2:
        return std::to_string(number(4)) + ".5";
      case 3:
        return "\"" + std::string(1, static_cast<char>('a' + number(3))) + "\"";
      case 4:
        return number(2) == 0 ? "true" : "false";
      case 5:
        return R"({"$numberDecimal":")" + std::to_string(number(4)) + "\"}";
      case 6:
        return "[]";
      case 7:
        return '[' + value(depth + 1) + ',' + value(depth + 1) + ']';
      default:
        return object(depth + 1);
    }
  }

  std::string object(int depth) {
    std::string json = "{";
    for (const char* name : {"a", "b"}) {
      if (number(3) != 0) json += (json.size() > 1 ? ",\"" : "\"") + std::string(name) + "\":" + value(depth);
    }
    return json + '}';
  }

  std::string document(int id) {
    const std::string members = object(0);
    return "{\"_id\":" + std::to_string(id) + (members == "{}" ? "" : ",") + members.substr(1);
  }

  std::string path() { return pick({"a", "b", "a.b", "b.a", "a.0"}); }

  std::string filter() {
    const std::string condition = pick({"$eq", "$gt", "$gte", "$lt", "$lte", "$in"});
    std::string test =
        "{\"" + condition + "\":" + (condition == "$in" ? '[' + value(2) + ',' + value(2) + ']' : value(1));
    const std::string other = number(2) == 0 ? "$ne" : condition.starts_with("$g") ? "$lte" : "$gte";
    if (number(3) == 0) test += ",\"" + other + "\":" + value(2);
    std::string json = "{\"" + path() + "\":" + test + '}';
    return number(2) == 0 ? json + '}' : R"({"$and":[)" + json + "}," + "{\"" + path() + "\":" + value(2) + "}]}";
  }

  std::string sort() {
    const std::string direction = number(2) == 0 ? "1" : "-1";
    const std::string field = pick({"a", "b", "a.b"});
    return "{\"" + field + "\":" + direction + ",\"_id\":" + (number(3) == 0 ? "1" : direction) + '}';
  }

  std::size_t number(std::size_t below) { return std::uniform_int_distribution<std::size_t>(0, below - 1)(random_); }

 private:
  std::string pick(const std::vector<std::string>& from) { return from[number(from.size())]; }

  std::mt19937 random_{20260726};
};

/// What is found, or that it cannot be sorted.
Texts found(const Collection& c, const FindRequest& request) {
  try {
    return c.ids(request);
  } catch (const StoreError& error) {
    return {error.forClient()};
  }
}

}  // namespace

TEST_CASE("with indexes the same is found as without, in the same order") {
  Sqlite place;
  const Collection plain(place.store(), place.database(), "plain");
  const Collection indexed(place.store(), place.database(), "indexed");
  for (const char* keys : {R"({"a":1})", R"({"b":-1})", R"({"a.b":1})", R"({"b":1,"a.b":-1})", R"({"a.0":1})"}) {
    place.store().createIndex(indexed.name(), {"", parseJson(keys), {}});
  }
  place.store().createIndex(indexed.name(), {"s", parseJson(R"({"b.a":1})"), parseJson(R"({"sparse":true})")});
  Generator generate;
  for (int id = 0; id < 150; ++id) {
    const std::string document = generate.document(id);
    plain.insert(document);
    // Two arrays side by side are refused by an index of both: what is not in one collection must be in neither.
    try {
      indexed.insert(document);
    } catch (const StoreError& error) {
      CHECK(error.kind() == StoreError::Kind::refused);
      place.store().erase(plain.name(), DocumentId::ofInteger(id));
    }
  }
  REQUIRE(place.store().count(indexed.name(), {}) > 100);
  std::size_t matches = 0;
  for (int i = 0; i < 2000; ++i) {
    FindRequest request = query(generate.filter(), generate.sort());
    request.skip = static_cast<std::int64_t>(generate.number(3));
    request.limit = 40;
    INFO("filter " << jsonOf(request.filter) << " sort " << jsonOf(request.sort));
    const Texts expected = found(plain, request);
    CHECK(found(indexed, request) == expected);
    matches += expected.size();
    request.after = parseJson(R"({"a":)" + generate.value(2) + R"(,"b":1,"a.b":1,"_id":70})");
    request.skip = 0;
    CHECK(found(indexed, request) == found(plain, request));
  }
  CHECK(matches > 5000);
}

TEST_CASE("a document with many entries in an index is looked at once") {
  Sqlite place;
  DocumentStore& store = place.store();
  const CollectionName name{place.database(), "c"};
  std::string elements = "0";
  for (int i = 1; i < 2'000; ++i) elements += ',' + std::to_string(i);
  const Document body = parseJson(R"({"_id":1,"a":[)" + elements + "]}");
  store.write(name, *DocumentId::of(body), {Change::Kind::replace, body}, WriteMode::upsert);
  store.createIndex(name, {"", parseJson(R"({"a":1})"), {}});

  const RequestLimits limits;
  const auto budget = std::make_shared<RequestBudget>(limits);
  const RequestBudget::Scope scope(budget);
  CHECK(store.count(name, parseJson(R"({"a":{"$gte":0},"b":1})")) == 0);
  CHECK(limits.steps - budget->stepsLeft() < 250'000);
}

TEST_CASE("of an array that grows by an element one entry is added, and the document is found once") {
  Sqlite place;
  DocumentStore& store = place.store();
  const CollectionName name{place.database(), "c"};
  const DocumentId one = DocumentId::ofText("one");
  const auto change = [&](const char* update) {
    store.write(name, one, {Change::Kind::update, parseJson(update)}, WriteMode::upsert);
  };
  change(R"({"$set":{"a":[0]}})");
  store.createIndex(name, {"", parseJson(R"({"a":1})"), {}});
  change(R"({"$push":{"a":1}})");
  CHECK(store.count(name, parseJson(R"({"a":{"$gte":0}})")) == 1);
  change(R"({"$pull":{"a":0}})");
  CHECK(store.count(name, parseJson(R"({"a":0})")) == 0);
  CHECK(store.count(name, parseJson(R"({"a":1})")) == 1);

  std::string elements = "0";
  for (int i = 1; i < 2'000; ++i) elements += ',' + std::to_string(i);
  change((R"({"$set":{"a":[)" + elements + "]}}").c_str());
  const RequestLimits limits;
  const auto budget = std::make_shared<RequestBudget>(limits);
  const RequestBudget::Scope scope(budget);
  change(R"({"$push":{"a":2000}})");
  CHECK(limits.steps - budget->stepsLeft() < 500'000);
}

namespace {

/// {"_id": id, "a": [0, 1, ...], "b": "xx..."}: in an index by both there is an entry for each element.
Document elementsBesideText(std::size_t count, std::size_t textBytes, const std::string& id = "one") {
  std::string elements = "0";
  for (std::size_t i = 1; i < count; ++i) elements += ',' + std::to_string(i);
  return parseJson(R"({"_id":")" + id + R"(","a":[)" + elements + R"(],"b":")" + std::string(textBytes, 'x') + "\"}");
}

WriteResult put(DocumentStore& store, const CollectionName& name, const Document& body) {
  return store.write(name, *DocumentId::of(body), {Change::Kind::replace, body}, WriteMode::upsert);
}

constexpr const char* tooManyBytes = "the entries of a document in the indexes take too many bytes";

}  // namespace

TEST_CASE("the entries of a document take no more than 8 MiB, in all indexes together") {
  Sqlite place;
  DocumentStore& store = place.store();
  const CollectionName name{place.database(), "c"};
  const Document most = elementsBesideText(800, 10'000);
  store.createIndex(name, {"", parseJson(R"({"a":1,"b":1})"), {}});
  CHECK(put(store, name, most).status == WriteResult::Status::created);
  CHECK(put(store, name, elementsBesideText(1, 10'000)).status == WriteResult::Status::changed);
  CHECK_THROWS_WITH(put(store, name, elementsBesideText(900, 10'000)), tooManyBytes);

  store.createIndex(name, {"", parseJson(R"({"b":1,"a":1})"), {}});
  CHECK_THROWS_WITH(put(store, name, most), tooManyBytes);
  CHECK(put(store, name, elementsBesideText(400, 10'000)).status == WriteResult::Status::changed);
  CHECK(store.count(name, parseJson(R"({"a":399})")) == 1);
}

TEST_CASE("an entry of an index is short, since others that are sought are compared with the whole of it") {
  Sqlite place;
  DocumentStore& store = place.store();
  const CollectionName name{place.database(), "c"};
  store.createIndex(name, {"", parseJson(R"({"b":1})"), {}});
  CHECK(put(store, name, elementsBesideText(1, 16'000)).status == WriteResult::Status::created);
  CHECK_THROWS_WITH(put(store, name, elementsBesideText(1, 17'000)),
                    "an entry of a document in an index takes more than 16384 bytes");
  CHECK(store.count(name, parseJson(R"({"a":0})")) == 1);
}

TEST_CASE("the key of the _id counts in each entry") {
  Sqlite place;
  DocumentStore& store = place.store();
  const CollectionName name{place.database(), "c"};
  store.createIndex(name, {"", parseJson(R"({"a":1})"), {}});
  CHECK_THROWS_WITH(put(store, name, elementsBesideText(900, 0, std::string(10'000, 'i'))), tooManyBytes);
  CHECK(store.count(name, parseJson("{}")) == 0);
}

TEST_CASE("an index is not made over a document whose entries would take more than one may") {
  Sqlite place;
  DocumentStore& store = place.store();
  const CollectionName name{place.database(), "c"};
  put(store, name, elementsBesideText(900, 10'000));
  CHECK_THROWS_WITH(store.createIndex(name, {"", parseJson(R"({"a":1,"b":1})"), {}}), tooManyBytes);
  CHECK(store.indexes(name).size() == 1);
}

TEST_CASE("an entry takes a step for each of its bytes, where it is written, sought and erased") {
  Sqlite place;
  DocumentStore& store = place.store();
  const CollectionName name{place.database(), "c"};
  store.createIndex(name, {"", parseJson(R"({"a":1,"b":1})"), parseJson(R"({"unique":true})")});
  const auto stepsOf = [](const auto& work) {
    const RequestLimits limits;
    const auto budget = std::make_shared<RequestBudget>(limits);
    const RequestBudget::Scope scope(budget);
    work();
    return limits.steps - budget->stepsLeft();
  };
  constexpr std::size_t bytes = 400 * 10'000;
  const Document document = elementsBesideText(400, 10'000);
  CHECK(stepsOf([&] { put(store, name, document); }) > 2 * bytes);
  CHECK(stepsOf([&] { put(store, name, document); }) < bytes / 10);
  CHECK(stepsOf([&] { store.erase(name, *DocumentId::of(document)); }) > bytes);
}

TEST_CASE("elements that are equal take the room of one entry") {
  Sqlite place;
  DocumentStore& store = place.store();
  const CollectionName name{place.database(), "c"};
  store.createIndex(name, {"", parseJson(R"({"a":1,"b":1})"), {}});
  std::string zeros = "0";
  for (int i = 1; i < 2'000; ++i) zeros += ",0";
  const Document document = parseJson(R"({"_id":1,"a":[)" + zeros + R"(],"b":")" + std::string(10'000, 'x') + "\"}");
  CHECK(put(store, name, document).status == WriteResult::Status::created);
  CHECK(store.count(name, parseJson(R"({"a":0})")) == 1);
}

TEST_CASE("an index is made and dropped while others write, and has what they wrote", "[threads]") {
  Sqlite place;
  DocumentStore& store = place.store();
  const CollectionName name{place.database(), "c"};
  std::vector<BulkWrite> writes;
  for (int i = 0; i < 60'000; ++i) {  // more than fit into one turn
    const Document document = parseJson("{\"_id\":" + std::to_string(i) + ",\"a\":0}");
    writes.push_back({DocumentId::ofInteger(i), {Change::Kind::replace, document}});
  }
  store.writeMany(name, writes, WriteMode::insert, {});
  std::atomic<bool> isMade{false};
  std::thread maker([&] {
    store.createIndex(name, {"a", parseJson(R"({"a":1})"), {}});
    isMade = true;
  });
  std::int64_t changed = 0;
  for (; !isMade; ++changed) {
    const Document one = parseJson("{\"_id\":" + std::to_string(59'999 - changed) + ",\"a\":1}");
    put(store, name, one);
    const Document added = parseJson("{\"_id\":" + std::to_string(60'000 + changed) + ",\"a\":1}");
    put(store, name, added);
  }
  maker.join();
  CHECK(changed > 0);
  CHECK(store.count(name, parseJson(R"({"a":1})")) == 2 * changed);
  CHECK(store.count(name, parseJson(R"({"a":0})")) == 60'000 - changed);

  bool isDropped = false;
  std::thread dropper([&] { isDropped = store.dropIndex(name, "a"); });
  put(store, name, parseJson(R"({"_id":0,"a":2})"));
  dropper.join();
  CHECK(isDropped);
  CHECK(store.indexes(name).size() == 1);
  CHECK(store.count(name, parseJson(R"({"a":2})")) == 1);
}

TEST_CASE("a collection has at most 64 indexes") {
  Sqlite place;
  DocumentStore& store = place.store();
  const CollectionName name{place.database(), "c"};
  const auto create = [&](int number) {
    store.createIndex(name, {"", parseJson("{\"a" + std::to_string(number) + "\":1}"), {}});
  };
  for (int i = 0; i < 63; ++i) create(i);
  CHECK(store.indexes(name).size() == 64);
  CHECK_THROWS_WITH(create(63), "a collection has at most 64 indexes");
  CHECK_NOTHROW(create(0));
  CHECK(store.dropIndex(name, "a0_1"));
  CHECK_NOTHROW(create(63));
}

TEST_CASE("an index that could not be made leaves no entries, and can be made later") {
  Sqlite place;
  DocumentStore& store = place.store();
  const CollectionName name{place.database(), "c"};
  put(store, name, parseJson(R"({"_id":1,"a":1})"));
  put(store, name, parseJson(R"({"_id":2,"a":1})"));
  const IndexDescription unique{"a", parseJson(R"({"a":1})"), parseJson(R"({"unique":true})")};
  CHECK_THROWS_WITH(store.createIndex(name, unique),
                    "there are documents with one value that the index would hold unique");
  CHECK(store.indexes(name).size() == 1);
  put(store, name, parseJson(R"({"_id":2,"a":2})"));
  store.createIndex(name, unique);
  CHECK(store.indexes(name).size() == 2);
  CHECK(put(store, name, parseJson(R"({"_id":3,"a":2})")).status == WriteResult::Status::duplicate);
}

TEST_CASE("the keys of all indexes are held until they are written") {
  Sqlite place;
  DocumentStore& store = place.store();
  const CollectionName name{place.database(), "c"};
  for (const char* keys : {R"({"a":1,"b":1})", R"({"b":1,"a":1})", R"({"a":1,"b":-1})", R"({"a":-1,"b":1})"}) {
    store.createIndex(name, {"", parseJson(keys), {}});
  }
  const Document document = elementsBesideText(100, 10'000);
  const auto putWithin = [&](std::size_t memoryBytes) {
    const RequestBudget::Scope scope(std::make_shared<RequestBudget>(RequestLimits{.memoryBytes = memoryBytes}));
    return put(store, name, document).status;
  };
  CHECK_THROWS_WITH(putWithin(3'900'000), jwtauth::tests::Contains("3900000 bytes of memory"));
  CHECK(putWithin(12'000'000) == WriteResult::Status::created);
}

}  // namespace rest::tests
