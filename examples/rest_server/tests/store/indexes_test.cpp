// Indexes are listed, made and dropped, and a unique one is kept whatever writes.
#include <type_traits>

#include "store/deviations.hpp"
#include "store/suite.hpp"

namespace rest::tests {
namespace {

IndexDescription index(std::string_view keys, std::string_view options = "{}", std::string name = "mine") {
  return {std::move(name), parseJson(keys), parseJson(options)};
}

Texts indexesOf(const Collection& c) {
  Texts result;
  for (const Document& each : c.store().indexes(c.name())) result.push_back(jsonOf(each));
  return result;
}

/// A collection whose `n` is unique, with the documents 1 and 2.
void makeUnique(const Collection& c) {
  c.insertAll({R"({"_id":"one","n":1})", R"({"_id":"two","n":2})"});
  c.store().createIndex(c.name(), index(R"({"n":1})", R"({"unique":true})"));
}

}  // namespace

TEMPLATE_TEST_CASE("a collection has an index of its ids, and those that are made", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.make();
  CHECK(indexesOf(c) == Texts{R"({"v":2,"key":{"_id":1},"name":"_id_"})"});
  c.store().createIndex(c.name(), index(R"({"n":1,"a.b":-1})"));
  c.store().createIndex(c.name(), index(R"({"u":-1})", R"({"unique":true,"sparse":true})", "other"));
  const Texts three = {R"({"v":2,"key":{"_id":1},"name":"_id_"})", R"({"v":2,"key":{"n":1,"a.b":-1},"name":"mine"})",
                       R"({"v":2,"key":{"u":-1},"name":"other","unique":true,"sparse":true})"};
  CHECK(indexesOf(c) == three);
  c.store().createIndex(c.name(), index(R"({"n":1,"a.b":-1})"));  // once more
  CHECK(indexesOf(c) == three);
}

TEMPLATE_TEST_CASE("an index is dropped once; that of the ids stays", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  makeUnique(c);
  CHECK(c.insert(R"({"_id":"three","n":1})") == Status::duplicate);
  CHECK(!c.store().dropIndex(c.name(), "none"));
  CHECK(!c.store().dropIndex(c.name(), "*"));
  CHECK(c.store().dropIndex(c.name(), "mine"));
  CHECK(!c.store().dropIndex(c.name(), "mine"));
  CHECK(indexesOf(c).size() == 1);
  CHECK(c.insert(R"({"_id":"three","n":1})") == Status::created);
  CHECK(kindOfFailure([&] { c.store().dropIndex(c.name(), "_id_"); }) == StoreError::Kind::invalid);
  CHECK(indexesOf(c).size() == 1);
}

TEMPLATE_TEST_CASE("an index that contradicts another, or is none, is invalid", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.make().store().createIndex(c.name(), index(R"({"n":1})"));
  const IndexDescription wrong[] = {
      index(R"({"m":1})"),                                   // the name is taken
      index(R"({"n":1})", R"({"unique":true})"),             // the same one with another option
      index(R"({"n":1})", "{}", "other"),                    // the same one with another name
      index("{}", "{}", "other"),                            // no keys
      index(R"({"m":0})", "{}", "other"),                    // no direction
      index(R"({"m":{"n":1}})", "{}", "other"),              // no direction
      index(R"({"m":"none"})", "{}", "other"),               // no kind of index
      index(R"({"m":1})", R"({"nonsense":true})", "other"),  // no option
  };
  for (const IndexDescription& each : wrong) {
    INFO(jsonOf(each.keys) << ' ' << jsonOf(each.options) << ' ' << each.name);
    const StoreError::Kind kind = kindOfFailure([&] { c.store().createIndex(c.name(), each); });
    CHECK((kind == StoreError::Kind::invalid || kind == StoreError::Kind::unsupported));
  }
  CHECK(indexesOf(c).size() == 2);
}

TEMPLATE_TEST_CASE("documents that contradict a unique index keep it from being made, and are not quoted", "[store]",
                   Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.insertAll({R"({"_id":1,"n":"hunter2"})", R"({"_id":2,"n":"hunter2"})"});
  try {
    c.store().createIndex(c.name(), index(R"({"n":1})", R"({"unique":true})"));
    FAIL_CHECK("it was made");
  } catch (const StoreError& error) {
    CHECK(error.kind() == StoreError::Kind::invalid);
    CHECK(!error.forClient().empty());
    CHECK(error.forClient().find("hunter2") == std::string::npos);
  }
  CHECK(indexesOf(c).size() == 1);
  CHECK(c.insert(R"({"_id":3,"n":"hunter2"})") == Status::created);
}

TEMPLATE_TEST_CASE("a unique value is taken for every kind of write", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  makeUnique(c);
  CHECK(c.insert(R"({"_id":"three","n":1.0})") == Status::duplicate);
  CHECK(c.put("two", R"({"n":1})", WriteMode::update) == Status::duplicate);
  CHECK(c.put("three", R"({"n":1})", WriteMode::upsert) == Status::duplicate);
  CHECK(c.write("two", update(R"({"$set":{"n":1}})"), WriteMode::update).status == Status::duplicate);
  CHECK(c.write("three", update(R"({"$set":{"n":2}})"), WriteMode::insert).status == Status::duplicate);
  CHECK(c.write("two", update(R"({"$set":{"n":2,"m":1}})"), WriteMode::update).status == Status::changed);
  const std::vector<BulkWrite> writes{{DocumentId::ofText("three"), replacement(R"({"_id":"three","n":1})")},
                                      {DocumentId::ofText("four"), replacement(R"({"_id":"four","n":4})")}};
  const BulkResult result = c.store().writeMany(c.name(), writes, WriteMode::upsert, {});
  CHECK(result.duplicates == std::vector<std::size_t>{0});
  CHECK(result.insertedAt == std::vector<std::size_t>{1});
  CHECK(kindOfFailure([&] { c.store().updateMany(c.name(), {}, update(R"({"$set":{"n":9}})")); }) ==
        StoreError::Kind::duplicate);
  if (std::is_same_v<TestType, Sqlite>) CHECK(c.ids(R"({"n":9})").empty());  // it takes back what came before
  CHECK(c.ids("{}") == Texts{R"("four")", R"("one")", R"("two")"});
}

TEMPLATE_TEST_CASE("a unique index counts a field that is absent as null, unless it is sparse", "[store]", Sqlite,
                   MongoDb) {
  TestType place;
  const Collection whole(place.store(), place.database(), "whole");
  whole.make().store().createIndex(whole.name(), index(R"({"n":1})", R"({"unique":true})"));
  CHECK(whole.insert(R"({"_id":1})") == Status::created);
  CHECK(whole.insert(R"({"_id":2,"n":null})") == Status::duplicate);

  const Collection sparse(place.store(), place.database(), "sparse");
  sparse.make().store().createIndex(sparse.name(), index(R"({"n":1})", R"({"unique":true,"sparse":true})"));
  sparse.insertAll({R"({"_id":1})", R"({"_id":2})", R"({"_id":3,"n":null})"});
  CHECK(sparse.insert(R"({"_id":4,"n":null})") == Status::duplicate);
}

TEMPLATE_TEST_CASE("a unique index of several fields holds their combination", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.make().store().createIndex(c.name(), index(R"({"a.b":1,"c":-1})", R"({"unique":true})"));
  c.insertAll({R"({"_id":1,"a":{"b":1},"c":1})", R"({"_id":2,"a":{"b":1},"c":2})", R"({"_id":3,"a":{"b":2},"c":1})"});
  CHECK(c.insert(R"({"_id":4,"a":{"b":1},"c":2})") == Status::duplicate);
}

TEMPLATE_TEST_CASE("a unique index holds each element of an array", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.make().store().createIndex(c.name(), index(R"({"tags":1})", R"({"unique":true})"));
  c.insertAll({R"({"_id":1,"tags":["a","b","a"]})", R"({"_id":2,"tags":"c"})"});
  CHECK(c.insert(R"({"_id":3,"tags":["x","b"]})") == Status::duplicate);
  CHECK(c.insert(R"({"_id":3,"tags":["c"]})") == Status::duplicate);
  CHECK(c.insert(R"({"_id":3,"tags":["d"]})") == Status::created);
}

TEMPLATE_TEST_CASE("what is found is the same with an index and without", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.insertAll({R"({"_id":1,"n":3})", R"({"_id":2,"n":[1,7]})", R"({"_id":3})", R"({"_id":4,"n":"3"})",
               R"({"_id":5,"n":5.5})", R"({"_id":6,"n":null})"});
  const std::pair<std::string_view, std::string_view> queries[] = {
      {R"({"n":{"$gt":2}})", R"({"_id":1})"},
      {R"({"n":null})", R"({"_id":1})"},
      {R"({"n":{"$in":[7,"3"]}})", R"({"_id":1})"},
      {R"({"n":{"$lt":6}})", R"({"n":-1,"_id":1})"},
      {"{}", R"({"n":1,"_id":1})"},
      {R"({"n":{"$ne":3}})", R"({"n":-1,"_id":-1})"},
  };
  std::vector<Texts> before;
  for (const auto& [filter, sort] : queries) before.push_back(c.ids(query(filter, sort)));
  c.store().createIndex(c.name(), index(R"({"n":1})"));
  std::vector<Texts> after;
  for (const auto& [filter, sort] : queries) after.push_back(c.ids(query(filter, sort)));
  CHECK(after == before);
  if (!deviates(place, Deviation::boundsMeetInOneElement)) {
    CHECK(c.ids(query(R"({"n":{"$gt":2,"$lt":6}})", R"({"n":-1,"_id":1})")) == Texts{"2", "5", "1"});
  }
}

TEMPLATE_TEST_CASE("a hint names an index by its keys", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.insertAll({R"({"_id":1,"n":3})", R"({"_id":2,"n":1})"});
  c.store().createIndex(c.name(), index(R"({"n":1})"));
  FindRequest request = query(R"({"n":{"$gt":0}})", R"({"n":1})");
  request.hint = parseJson(R"({"n":1})");
  CHECK(c.ids(request) == Texts{"2", "1"});
  request.hint = parseJson(R"({"none":1})");
  CHECK(kindOfFailure([&] { c.ids(request); }) == StoreError::Kind::invalid);
}

}  // namespace rest::tests
