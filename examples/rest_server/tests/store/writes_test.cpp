// One document is written or erased; what may happen depends on the mode and on what kind of change it is.
#include "store/suite.hpp"

namespace rest::tests {

TEMPLATE_TEST_CASE("insert makes a new document and never touches an old one", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  CHECK(c.put("one", R"({"n":1})", WriteMode::insert) == Status::created);
  CHECK(c.put("one", R"({"n":2})", WriteMode::insert) == Status::duplicate);
  CHECK(c.at("one") == R"({"_id":"one","n":1})");
}

TEMPLATE_TEST_CASE("update replaces an old document and never makes one", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  CHECK(c.make().put("one", R"({"n":1})", WriteMode::update) == Status::absent);
  CHECK(c.at("one") == "absent");
  REQUIRE(c.put("one", R"({"n":1,"gone":true})", WriteMode::insert) == Status::created);
  CHECK(c.put("one", R"({"n":2})", WriteMode::update) == Status::changed);
  CHECK(c.at("one") == R"({"_id":"one","n":2})");
}

TEMPLATE_TEST_CASE("upsert does either", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  CHECK(c.put("one", R"({"n":1})", WriteMode::upsert) == Status::created);
  CHECK(c.put("one", R"({"m":2})", WriteMode::upsert) == Status::changed);
  CHECK(c.at("one") == R"({"_id":"one","m":2})");
}

TEMPLATE_TEST_CASE("writing the same again counts as changed", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.put("one", R"({"n":1})");
  CHECK(c.put("one", R"({"n":1})", WriteMode::update) == Status::changed);
  CHECK(c.write("one", update(R"({"$set":{"n":1}})"), WriteMode::update).status == Status::changed);
}

TEMPLATE_TEST_CASE("operators change a document that is there, and make one in the modes that may", "[store]", Sqlite,
                   MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.make();
  const Change raise = update(R"({"$inc":{"n":1},"$set":{"a.b":true}})");
  CHECK(c.write("one", raise, WriteMode::update).status == Status::absent);
  CHECK(c.at("one") == "absent");
  CHECK(c.write("one", raise, WriteMode::insert).status == Status::created);
  CHECK(c.write("one", raise, WriteMode::insert).status == Status::duplicate);
  CHECK(c.write("one", raise, WriteMode::update).status == Status::changed);
  CHECK(c.write("one", raise, WriteMode::upsert).status == Status::changed);
  CHECK(c.at("one") == R"({"_id":"one","a":{"b":true},"n":3})");
  CHECK(c.write("two", raise, WriteMode::upsert).status == Status::created);
  CHECK(c.at("two") == R"({"_id":"two","a":{"b":true},"n":1})");
}

TEMPLATE_TEST_CASE("$setOnInsert is for new documents", "[store]", MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  const Change change = update(R"({"$set":{"n":1},"$setOnInsert":{"born":true}})");
  CHECK(c.write("one", change, WriteMode::insert).status == Status::created);
  CHECK(c.at("one") == R"({"_id":"one","born":true,"n":1})");
  c.put("two", "{}");
  CHECK(c.write("two", change, WriteMode::upsert).status == Status::changed);
  CHECK(c.find(query(R"({"born":true})", R"({"_id":1})", R"({"_id":1})")) == Texts{R"({"_id":"one"})"});
}

TEMPLATE_TEST_CASE("a pipeline changes a document by its own values", "[store]", MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.insert(R"({"_id":"one","n":20})");
  const Change change = pipeline(R"([{"$set":{"m":{"$add":["$n",1]}}},{"$unset":"n"}])");
  CHECK(c.write("one", change, WriteMode::update).status == Status::changed);
  CHECK(c.at("one") == R"({"_id":"one","m":21})");
  CHECK(c.write("two", change, WriteMode::update).status == Status::absent);
}

TEMPLATE_TEST_CASE("a document may have members that look like operators or numbers", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.insert(R"({"_id":"one","n":1})");
  // Without its `_id` in front this would be read as a pipeline.
  CHECK(c.write("one", replacement(R"({"0":{"$set":{"n":2}}})"), WriteMode::update).status == Status::changed);
  CHECK(c.at("one") == R"({"_id":"one","0":{"$set":{"n":2}}})");
}

TEMPLATE_TEST_CASE("a change that is not of its kind is refused", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.insert(R"({"_id":"one","n":1})");
  for (const char* json : {"{}", R"({"n":2})", R"({"$set":{"n":2},"m":1})"}) {
    INFO(json);
    CHECK(kindOfFailure([&] { c.write("one", update(json), WriteMode::update); }) == StoreError::Kind::invalid);
  }
  CHECK(c.at("one") == R"({"_id":"one","n":1})");
}

TEMPLATE_TEST_CASE("an update that MongoDB refuses is invalid and changes nothing", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.insert(R"({"_id":"one","n":1,"text":"t","list":[1]})");
  for (const char* json : {
           R"({"$inc":{"text":1}})",                // no number
           R"({"$inc":{"n":"1"}})",                 // by no number
           R"({"$push":{"n":1}})",                  // no array
           R"({"$pull":{"n":1}})",                  // no array
           R"({"$addToSet":{"n":1}})",              // no array
           R"({"$set":{"_id":"two"}})",             // another _id
           R"({"$unset":{"_id":""}})",              // no _id
           R"({"$set":{"n.a":1}})",                 // inside of a number
           R"({"$set":{"list.a":1}})",              // a name in an array
           R"({"$set":{"n":1},"$inc":{"n":1}})",    // two claim one field
           R"({"$set":{"a":1},"$inc":{"a.b":1}})",  // two claim one field
           R"({"$set":1})",                         // no document
           R"({"$none":{"n":1}})",                  // no operator
           R"({"$set":{"":1}})",                    // no name
           R"({"$set":{"a..b":1}})",                // no name
           R"({"$currentDate":{"n":"no"}})",        // neither true nor a type
       }) {
    INFO(json);
    const StoreError::Kind kind = kindOfFailure([&] { c.write("one", update(json), WriteMode::update); });
    CHECK((kind == StoreError::Kind::invalid || kind == StoreError::Kind::unsupported));
    CHECK(c.at("one") == R"({"_id":"one","n":1,"text":"t","list":[1]})");
  }
}

TEMPLATE_TEST_CASE("erase takes one document, once, under its condition", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.make();
  CHECK(c.erase("one") == Erased::absent);
  CHECK(c.erase("one", ifAny) == Erased::absent);
  CHECK(c.erase("one", required) == Erased::absent);
  c.put("one", "{}");
  c.put("two", "{}");
  c.put("three", "{}");
  CHECK(c.erase("one", ifEtag({etag(9)})) == Erased::preconditionFailed);
  CHECK(c.erase("one", ifNone) == Erased::preconditionFailed);
  CHECK(c.erase("one", required) == Erased::preconditionRequired);
  CHECK(c.at("one") == R"({"_id":"one"})");
  CHECK(c.erase("one", ifEtag({etag(1)})) == Erased::erased);
  CHECK(c.erase("one") == Erased::absent);
  CHECK(c.erase("two", ifAny) == Erased::erased);
  CHECK(c.erase("three") == Erased::erased);
  CHECK(c.ids("{}").empty());
}

}  // namespace rest::tests
