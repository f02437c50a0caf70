// What one store can and the other cannot: it is said, and nothing is done by halves.
#include "store/suite.hpp"

namespace rest::tests {
namespace {

void checkUnsupported(const auto& call, std::string_view named) {
  try {
    call();
    FAIL_CHECK("it was done");
  } catch (const StoreError& error) {
    CHECK(error.kind() == StoreError::Kind::unsupported);
    CHECK(error.forClient().find(named) != std::string::npos);
    CHECK(error.forClient().find("MongoDB") != std::string::npos);
  }
}

}  // namespace

TEST_CASE("the embedded store names what needs MongoDB", "[store]") {
  Sqlite place;
  const Collection c(place.store(), place.database());
  c.insert(R"({"_id":"one","n":1})");
  const Document stages = parseJsonContainer(R"([{"$match":{}}])").document;
  checkUnsupported([&] { c.store().aggregate(c.name(), stages); }, "$match");
  checkUnsupported([&] { c.write("one", pipeline(R"([{"$set":{"n":2}}])"), WriteMode::update); }, "pipeline");
  checkUnsupported([&] { c.write("one", update(R"({"$bit":{"n":{"and":1}}})"), WriteMode::update); }, "$bit");
  checkUnsupported([&] { c.write("one", update(R"({"$set":{"n.$[]":1}})"), WriteMode::update); }, "$[]");
  checkUnsupported([&] { c.ids(R"({"$expr":{"$eq":["$n",1]}})"); }, "$expr");
  checkUnsupported([&] { c.ids(R"({"$text":{"$search":"x"}})"); }, "$text");
  checkUnsupported([&] { c.ids(R"({"$where":"true"})"); }, "$where");
  checkUnsupported([&] { c.ids(R"({"n":{"$bitsAllSet":1}})"); }, "$bitsAllSet");
  for (const char* kind : {"text", "hashed", "2d", "2dsphere"}) {
    const IndexDescription index{"mine", parseJson("{\"n\":\"" + std::string(kind) + "\"}"), {}};
    checkUnsupported([&] { c.store().createIndex(c.name(), index); }, kind);
  }
  CHECK(c.at("one") == R"({"_id":"one","n":1})");
}

TEST_CASE("a kind of index that MongoDB has not either is invalid in the embedded store", "[store]") {
  Sqlite place;
  const Collection c(place.store(), place.database());
  c.make();
  for (const char* kind : {"wat", "", "Text"}) {
    const IndexDescription index{"mine", parseJson("{\"n\":\"" + std::string(kind) + "\"}"), {}};
    CHECK(kindOfFailure([&] { c.store().createIndex(c.name(), index); }) == StoreError::Kind::invalid);
  }
}

TEMPLATE_TEST_CASE("pipelines aggregate", "[store]", MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.insertAll({R"({"_id":1,"k":"a","n":1})", R"({"_id":2,"k":"b","n":5})", R"({"_id":3,"k":"a","n":2})"});
  const auto aggregate = [&](std::string_view json) {
    return rest(*c.store().aggregate(c.name(), parseJsonContainer(json).document));
  };
  CHECK(aggregate(R"([{"$group":{"_id":"$k","sum":{"$sum":"$n"}}},{"$sort":{"_id":1}}])") ==
        Texts{R"({"_id":"a","sum":3})", R"({"_id":"b","sum":5})"});
  CHECK(aggregate("[]").size() == 3);
  CHECK(kindOfFailure([&] { aggregate(R"([{"$none":{}}])"); }) == StoreError::Kind::invalid);
  CHECK(kindOfFailure([&] { aggregate(R"([{"$match":{"n":{"$none":1}}}])"); }) == StoreError::Kind::invalid);
}

TEMPLATE_TEST_CASE("operators that the embedded store has not are MongoDB's", "[store]", MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.insert(R"({"_id":"one","n":6,"l":[{"new":0}]})");
  const Change change = update(R"({"$set":{"l.$[].new":1}})");
  CHECK(c.write("one", change, WriteMode::update).status == Status::changed);
  CHECK(c.ids(R"({"$expr":{"$eq":["$n",6]},"l.new":1})") == Texts{R"("one")"});
}

}  // namespace rest::tests
