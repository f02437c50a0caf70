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
  for (const auto& [stage, named] : {std::pair(R"([{"$match":{}},{"$facet":{"x":[]}}])", "$facet"),
                                     {R"([{"$lookup":{"from":"d"}}])", "$lookup"},
                                     {R"([{"$project":{"x":{"$toString":"$n"}}}])", "$toString"},
                                     {R"([{"$group":{"_id":null,"x":{"$stdDevPop":"$n"}}}])", "$stdDevPop"}}) {
    INFO(stage);
    const Document stages = parseJsonContainer(stage).document;
    checkUnsupported([&] { c.store().aggregate(c.name(), stages); }, named);
  }
  checkUnsupported([&] { c.write("one", pipeline(R"([{"$set":{"n":2}}])"), WriteMode::update); }, "pipeline");
  checkUnsupported([&] { c.write("one", update(R"({"$bit":{"n":{"and":1}}})"), WriteMode::update); }, "$bit");
  checkUnsupported([&] { c.write("one", update(R"({"$set":{"n.$[]":1}})"), WriteMode::update); }, "$[]");
  checkUnsupported([&] { c.ids(R"({"$expr":{"$eq":[{"$toString":"$n"},"1"]}})"); }, "$toString");
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

TEMPLATE_TEST_CASE("operators that the embedded store has not are MongoDB's", "[store]", MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.insert(R"({"_id":"one","n":6,"l":[{"new":0}]})");
  const Change change = update(R"({"$set":{"l.$[].new":1}})");
  CHECK(c.write("one", change, WriteMode::update).status == Status::changed);
  CHECK(c.ids(R"({"$expr":{"$eq":[{"$toString":"$n"},"6"]},"l.new":1})") == Texts{R"("one")"});
}

}  // namespace rest::tests
