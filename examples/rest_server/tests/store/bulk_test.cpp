// Many documents are written, changed or erased by one call.
#include "store/suite.hpp"

namespace rest::tests {
namespace {

std::vector<BulkWrite> replacements(const Texts& documents) {
  std::vector<BulkWrite> writes;
  for (const std::string& json : documents) {
    const Document document = parseJson(json);
    writes.push_back({DocumentId::of(document).value(), {Change::Kind::replace, document}});
  }
  return writes;
}

using Places = std::vector<std::size_t>;

}  // namespace

TEMPLATE_TEST_CASE("of many inserts those that are taken are named and the others happen", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.insert(R"({"_id":2,"n":"old"})");
  const auto writes = replacements(
      {R"({"_id":1,"n":1})", R"({"_id":2,"n":2})", R"({"_id":3,"n":3})", R"({"_id":1,"n":4})", R"({"_id":4,"n":5})"});
  const BulkResult result = c.store().writeMany(c.name(), writes, WriteMode::insert, {});
  CHECK(result.inserted == 3);
  CHECK(result.matched == 0);
  CHECK(result.modified == 0);
  CHECK(result.insertedAt == Places{0, 2, 4});
  CHECK(result.duplicates == Places{1, 3});
  CHECK(c.find(query("{}")) ==
        Texts{R"({"_id":1,"n":1})", R"({"_id":2,"n":"old"})", R"({"_id":3,"n":3})", R"({"_id":4,"n":5})"});
}

TEMPLATE_TEST_CASE("of many upserts some make documents and some change them", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.insertAll({R"({"_id":2,"n":"old"})", R"({"_id":3,"n":3})"});
  const auto writes =
      replacements({R"({"_id":1,"n":1})", R"({"_id":2,"n":2})", R"({"_id":3,"n":3})", R"({"_id":1,"n":4})"});
  const BulkResult result = c.store().writeMany(c.name(), writes, WriteMode::upsert, {});
  CHECK(result.inserted == 1);
  CHECK(result.matched == 3);
  CHECK(result.modified == 2);  // one was so already
  CHECK(result.insertedAt == Places{0});
  CHECK(result.duplicates.empty());
  CHECK(c.find(query("{}")) == Texts{R"({"_id":1,"n":4})", R"({"_id":2,"n":2})", R"({"_id":3,"n":3})"});
}

TEMPLATE_TEST_CASE("of many updates those of absent documents do nothing", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.insertAll({R"({"_id":1,"n":1})", R"({"_id":2,"n":1})"});
  const std::vector<BulkWrite> writes{
      {DocumentId::ofInteger(1), update(R"({"$inc":{"n":1}})")},
      {DocumentId::ofInteger(7), update(R"({"$inc":{"n":1}})")},
      {DocumentId::ofInteger(2), replacement(R"({"_id":2,"m":1})")},
  };
  const BulkResult result = c.store().writeMany(c.name(), writes, WriteMode::update, {});
  CHECK(result.inserted == 0);
  CHECK(result.matched == 2);
  CHECK(result.modified == 2);
  CHECK(result.insertedAt.empty());
  CHECK(c.find(query("{}")) == Texts{R"({"_id":1,"n":2})", R"({"_id":2,"m":1})"});
}

TEMPLATE_TEST_CASE("operators make documents among many, too", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.insert(R"({"_id":1,"n":1})");
  const Change raise = update(R"({"$inc":{"n":1}})");
  const std::vector<BulkWrite> writes{{DocumentId::ofInteger(1), raise}, {DocumentId::ofInteger(2), raise}};
  const BulkResult inserted = c.store().writeMany(c.name(), writes, WriteMode::insert, {});
  CHECK(inserted.inserted == 1);
  CHECK(inserted.insertedAt == Places{1});
  CHECK(inserted.duplicates == Places{0});
  CHECK(c.find(query("{}")) == Texts{R"({"_id":1,"n":1})", R"({"_id":2,"n":1})"});
  const BulkResult upserted = c.store().writeMany(c.name(), writes, WriteMode::upsert, {});
  CHECK(upserted.matched == 2);
  CHECK(upserted.inserted == 0);
  CHECK(c.find(query("{}")) == Texts{R"({"_id":1,"n":2})", R"({"_id":2,"n":2})"});
}

TEMPLATE_TEST_CASE("many writes keep their filter", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.insertAll({R"({"_id":1,"owner":"me"})", R"({"_id":2,"owner":"them"})"});
  const Document mine = parseJson(R"({"owner":"me"})");
  const auto writes =
      replacements({R"({"_id":1,"owner":"me","n":1})", R"({"_id":2,"owner":"me","n":1})", R"({"_id":3,"owner":"me"})"});
  const BulkResult updated = c.store().writeMany(c.name(), writes, WriteMode::update, mine);
  CHECK(updated.matched == 1);
  CHECK(updated.duplicates.empty());
  const BulkResult upserted = c.store().writeMany(c.name(), writes, WriteMode::upsert, mine);
  CHECK(upserted.matched == 1);
  CHECK(upserted.insertedAt == Places{2});
  CHECK(upserted.duplicates == Places{1});
  CHECK(c.find(query("{}")) ==
        Texts{R"({"_id":1,"owner":"me","n":1})", R"({"_id":2,"owner":"them"})", R"({"_id":3,"owner":"me"})"});
}

TEMPLATE_TEST_CASE("no writes are no work, and thousands are done", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  CHECK(c.store().writeMany(c.name(), {}, WriteMode::upsert, {}).inserted == 0);
  Texts documents;
  for (int i = 0; i < 3000; ++i) documents.push_back("{\"_id\":" + std::to_string(i) + "}");
  const BulkResult result = c.store().writeMany(c.name(), replacements(documents), WriteMode::insert, {});
  CHECK(result.inserted == 3000);
  CHECK(c.store().count(c.name(), {}) == 3000);
}

TEMPLATE_TEST_CASE("an update of many changes each that matches and counts both", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.insertAll({R"({"_id":1,"a":1,"n":5})", R"({"_id":2,"a":1})", R"({"_id":3,"a":2})"});
  const BulkResult result = c.store().updateMany(c.name(), parseJson(R"({"a":1})"), update(R"({"$set":{"n":5}})"));
  CHECK(result.matched == 2);
  CHECK(result.modified == 1);
  CHECK(result.inserted == 0);
  CHECK(c.find(query("{}")) == Texts{R"({"_id":1,"a":1,"n":5})", R"({"_id":2,"a":1,"n":5})", R"({"_id":3,"a":2})"});
  CHECK(c.store().updateMany(c.name(), parseJson(R"({"a":9})"), update(R"({"$set":{"n":1}})")).matched == 0);
}

TEMPLATE_TEST_CASE("many documents are never replaced by one", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.insertAll({R"({"_id":1,"a":1})", R"({"_id":2,"a":1})"});
  CHECK(kindOfFailure([&] { c.store().updateMany(c.name(), {}, replacement(R"({"a":2})")); }) ==
        StoreError::Kind::invalid);
  CHECK(c.find(query("{}")) == Texts{R"({"_id":1,"a":1})", R"({"_id":2,"a":1})"});
}

TEMPLATE_TEST_CASE("an update of many that fails at one document is invalid", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.insertAll({R"({"_id":1,"n":"text"})"});
  CHECK(kindOfFailure([&] { c.store().updateMany(c.name(), {}, update(R"({"$inc":{"n":1}})")); }) ==
        StoreError::Kind::invalid);
}

TEMPLATE_TEST_CASE("erasing many takes those that match and counts them", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.insertAll({R"({"_id":1,"a":1})", R"({"_id":2,"a":1})", R"({"_id":3,"a":2})"});
  CHECK(c.store().eraseMany(c.name(), parseJson(R"({"a":1})")) == 2);
  CHECK(c.store().eraseMany(c.name(), parseJson(R"({"a":1})")) == 0);
  CHECK(c.ids("{}") == Texts{"3"});
  CHECK(c.store().eraseMany(c.name(), {}) == 1);
  CHECK(c.store().hasCollection(c.name()));
}

}  // namespace rest::tests
