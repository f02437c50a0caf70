// Collections and databases are listed, made and dropped.
#include <algorithm>

#include "store/deviations.hpp"
#include "store/suite.hpp"

namespace rest::tests {

TEMPLATE_TEST_CASE("the store says that it answers", "[store]", Sqlite, MongoDb) {
  TestType place;
  CHECK_NOTHROW(place.store().ping());
}

TEMPLATE_TEST_CASE("of a collection that was never made there is nothing", "[store]", Sqlite, MongoDb) {
  TestType place;
  DocumentStore& store = place.store();
  const Collection c(store, place.database());
  CHECK(!store.hasCollection(c.name()));
  CHECK(c.ids("{}").empty());
  CHECK(store.count(c.name(), {}) == 0);
  CHECK(store.count(c.name(), parseJson(R"({"n":1})")) == 0);
  CHECK(c.at("one") == "absent");
  CHECK(store.indexes(c.name()).empty());
  CHECK(!store.dropIndex(c.name(), "n_1"));
  CHECK(!store.dropCollection(c.name()));
  CHECK(store.collectionNames(place.database()).empty());
  CHECK(c.erase("one") == Erased::absent);
  CHECK(store.eraseMany(c.name(), parseJson(R"({"n":1})")) == 0);
  CHECK(store.updateMany(c.name(), {}, update(R"({"$set":{"n":1}})")).matched == 0);
  if (!deviates(place, Deviation::changesMakeCollections)) CHECK(!store.hasCollection(c.name()));
}

TEMPLATE_TEST_CASE("a collection is made once and keeps its documents when it is made again", "[store]", Sqlite,
                   MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.make();
  CHECK(place.store().hasCollection(c.name()));
  CHECK(place.store().collectionNames(place.database()) == Texts{"c"});
  c.put("one", "{}");
  c.make();
  CHECK(c.at("one") == R"({"_id":"one"})");
}

TEMPLATE_TEST_CASE("a new document makes its collection, a change of one does not", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection changed(place.store(), place.database(), "changed");
  CHECK(changed.put("one", "{}", WriteMode::update) == Status::absent);
  if (!deviates(place, Deviation::changesMakeCollections)) CHECK(!place.store().hasCollection(changed.name()));
  const Collection inserted(place.store(), place.database(), "inserted");
  CHECK(inserted.put("one", "{}", WriteMode::insert) == Status::created);
  CHECK(place.store().hasCollection(inserted.name()));
  const Collection upserted(place.store(), place.database(), "upserted");
  CHECK(upserted.put("one", "{}", WriteMode::upsert) == Status::created);
  CHECK(place.store().hasCollection(upserted.name()));
}

TEMPLATE_TEST_CASE("properties are documents like others", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection properties(place.store(), place.database(), propertiesCollection);
  const std::string_view id = "_properties.c";
  CHECK(properties.put(id, R"({"title":"first"})", WriteMode::upsert, always, etag(1)) == Status::created);
  CHECK(properties.put(id, R"({"title":"second"})", WriteMode::upsert, ifEtag({etag(1)}), etag(2)) == Status::changed);
  CHECK(properties.at(id) == R"({"_id":"_properties.c","title":"second"})");
  CHECK(place.store().collectionNames(place.database()) == Texts{"_properties"});
}

TEMPLATE_TEST_CASE("names come in ascending order, each database with its own", "[store]", Sqlite, MongoDb) {
  TestType place;
  DocumentStore& store = place.store();
  for (const char* name : {"b", "a", "a.b", "_a", "B", "\xC3\xA9"}) Collection(store, place.database(), name).make();
  CHECK(store.collectionNames(place.database()) == Texts{"B", "_a", "a", "a.b", "b", "\xC3\xA9"});
  CHECK(store.collectionNames(place.database() + "x").empty());

  const std::vector<std::string> databases = store.databaseNames();
  CHECK(std::is_sorted(databases.begin(), databases.end()));
  CHECK(std::count(databases.begin(), databases.end(), place.database()) == 1);
}

TEMPLATE_TEST_CASE("collections share no documents", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database(), "c");
  const Collection other(place.store(), place.database(), "other");
  c.make().put("one", R"({"n":1})");
  other.make();
  CHECK(other.at("one") == "absent");
  CHECK(other.put("one", R"({"n":2})", WriteMode::insert) == Status::created);
  CHECK(c.erase("one") == Erased::erased);
  CHECK(other.at("one") == R"({"_id":"one","n":2})");
}

TEMPLATE_TEST_CASE("a dropped collection leaves nothing behind", "[store]", Sqlite, MongoDb) {
  TestType place;
  DocumentStore& store = place.store();
  const Collection c(store, place.database());
  const Collection other(store, place.database(), "other");
  c.put("one", R"({"n":1})");
  other.put("one", "{}");
  store.createIndex(c.name(), {"n_1", parseJson(R"({"n":1})"), parseJson(R"({"unique":true})")});
  CHECK(store.dropCollection(c.name()));
  CHECK(!store.dropCollection(c.name()));
  CHECK(!store.hasCollection(c.name()));
  CHECK(c.at("one") == "absent");
  CHECK(other.at("one") == R"({"_id":"one"})");

  c.make();
  CHECK(c.ids("{}").empty());
  CHECK(store.indexes(c.name()).size() == 1);
  CHECK(c.put("one", R"({"n":1})") == Status::created);
  CHECK(c.put("two", R"({"n":1})") == Status::created);
}

TEMPLATE_TEST_CASE("a dropped database takes its collections with it, and no others", "[store]", Sqlite, MongoDb) {
  TestType place;
  DocumentStore& store = place.store();
  const std::string second = place.database() + "2";
  Collection(store, place.database(), "c").put("one", "{}");
  Collection(store, place.database(), "d").put("one", "{}");
  const Collection kept(store, second);
  kept.put("one", "{}");
  store.dropDatabase(place.database());
  CHECK(store.collectionNames(place.database()).empty());
  CHECK(kept.at("one") == R"({"_id":"one"})");
  CHECK_NOTHROW(store.dropDatabase(place.database()));
  store.dropDatabase(second);
  const std::vector<std::string> databases = store.databaseNames();
  CHECK(std::count(databases.begin(), databases.end(), second) == 0);
}

}  // namespace rest::tests
