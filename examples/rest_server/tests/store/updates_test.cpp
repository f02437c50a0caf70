// What each update operator makes of a document, in both stores.
#include <nlohmann/json.hpp>

#include "store/deviations.hpp"
#include "store/suite.hpp"

namespace rest::tests {
namespace {

struct Case {
  std::string_view before;
  std::string_view update;
  std::string after;
};

/// With the members of each object in the order of their names.
std::string byName(const std::string& json) {
  return nlohmann::json::parse(json).dump();
}

template <class Place>
void check(Place& place, const std::vector<Case>& cases) {
  const Collection c(place.store(), place.database());
  const DocumentId one = DocumentId::ofInteger(1);
  for (const Case& each : cases) {
    INFO(each.before << ' ' << each.update);
    c.store().eraseMany(c.name(), {});
    REQUIRE(c.insert(each.before) == Status::created);
    CHECK(c.store().write(c.name(), one, update(each.update), WriteMode::update).status == Status::changed);
    if (deviates(place, Deviation::newFieldsAsWritten)) {
      CHECK(byName(c.at(one)) == byName(each.after));
    } else {
      CHECK(c.at(one) == each.after);
    }
  }
}

}  // namespace

TEMPLATE_TEST_CASE("fields are set and unset, nested ones and those of arrays too", "[store]", Sqlite, MongoDb) {
  TestType place;
  check(place,
        {
            {R"({"_id":1})", R"({"$set":{"b":1,"a":2}})", R"({"_id":1,"a":2,"b":1})"},
            {R"({"_id":1,"b":0,"a":0})", R"({"$set":{"a":2,"b":1}})", R"({"_id":1,"b":1,"a":2})"},
            {R"({"_id":1})", R"({"$set":{"a.b.c":1}})", R"({"_id":1,"a":{"b":{"c":1}}})"},
            {R"({"_id":1,"a":{"x":0}})", R"({"$set":{"a.b":1}})", R"({"_id":1,"a":{"x":0,"b":1}})"},
            {R"({"_id":1,"a":{"x":0}})", R"({"$set":{"a":{"y":1}}})", R"({"_id":1,"a":{"y":1}})"},
            {R"({"_id":1,"l":[1,2,3]})", R"({"$set":{"l.1":9}})", R"({"_id":1,"l":[1,9,3]})"},
            {R"({"_id":1,"l":[1]})", R"({"$set":{"l.3":9}})", R"({"_id":1,"l":[1,null,null,9]})"},
            {R"({"_id":1,"l":[{"a":1}]})", R"({"$set":{"l.0.a":2,"l.0.b":3}})", R"({"_id":1,"l":[{"a":2,"b":3}]})"},
            {R"({"_id":1})", R"({"$set":{"l.0":9}})", R"({"_id":1,"l":{"0":9}})"},
            {R"({"_id":1})", R"({"$set":{"_id":1,"a":1}})", R"({"_id":1,"a":1})"},
            {R"({"_id":1,"a":1,"b":2})", R"({"$unset":{"a":""}})", R"({"_id":1,"b":2})"},
            {R"({"_id":1,"a":{"b":1,"c":2}})", R"({"$unset":{"a.b":1}})", R"({"_id":1,"a":{"c":2}})"},
            {R"({"_id":1,"a":{"b":1}})", R"({"$unset":{"a.b":1}})", R"({"_id":1,"a":{}})"},
            {R"({"_id":1,"l":[1,2]})", R"({"$unset":{"l.0":1}})", R"({"_id":1,"l":[null,2]})"},
            {R"({"_id":1,"a":5})", R"({"$unset":{"a.b":1,"none":1}})", R"({"_id":1,"a":5})"},
        });
}

TEMPLATE_TEST_CASE("numbers are added to, keeping the wider type", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  check(place, {
                   {R"({"_id":1,"n":1})", R"({"$inc":{"n":2}})", R"({"_id":1,"n":3})"},
                   {R"({"_id":1})", R"({"$inc":{"a.n":-2}})", R"({"_id":1,"a":{"n":-2}})"},
                   {R"({"_id":1,"n":1})", R"({"$inc":{"n":0.5}})", R"({"_id":1,"n":1.5})"},
                   {R"({"_id":1,"n":2147483647})", R"({"$inc":{"n":1}})", R"({"_id":1,"n":2147483648})"},
                   {R"({"_id":1,"n":9007199254740993})", R"({"$inc":{"n":1}})", R"({"_id":1,"n":9007199254740994})"},
               });
  c.store().eraseMany(c.name(), {});
  c.insert(R"({"_id":1,"n":9223372036854775807})");
  CHECK(kindOfFailure([&] {
          c.store().write(c.name(), DocumentId::ofInteger(1), update(R"({"$inc":{"n":1}})"), WriteMode::update);
        }) == StoreError::Kind::invalid);
  CHECK(c.at(DocumentId::ofInteger(1)) == R"({"_id":1,"n":9223372036854775807})");
}

TEMPLATE_TEST_CASE("the least and the greatest are kept, across types", "[store]", Sqlite, MongoDb) {
  TestType place;
  check(place, {
                   {R"({"_id":1,"n":5})", R"({"$min":{"n":3}})", R"({"_id":1,"n":3})"},
                   {R"({"_id":1,"n":5})", R"({"$min":{"n":7}})", R"({"_id":1,"n":5})"},
                   {R"({"_id":1,"n":5})", R"({"$max":{"n":7}})", R"({"_id":1,"n":7})"},
                   {R"({"_id":1,"n":5})", R"({"$max":{"n":"a"}})", R"({"_id":1,"n":"a"})"},
                   {R"({"_id":1,"n":5})", R"({"$min":{"n":null}})", R"({"_id":1,"n":null})"},
                   {R"({"_id":1})", R"({"$max":{"n":1},"$min":{"m":2}})", R"({"_id":1,"m":2,"n":1})"},
               });
}

TEMPLATE_TEST_CASE("elements are pushed, pulled and added to sets", "[store]", Sqlite, MongoDb) {
  TestType place;
  check(place,
        {
            {R"({"_id":1,"l":[1]})", R"({"$push":{"l":2}})", R"({"_id":1,"l":[1,2]})"},
            {R"({"_id":1})", R"({"$push":{"a.l":2}})", R"({"_id":1,"a":{"l":[2]}})"},
            {R"({"_id":1,"l":[1]})", R"({"$push":{"l":[2,3]}})", R"({"_id":1,"l":[1,[2,3]]})"},
            {R"({"_id":1,"l":[1]})", R"({"$push":{"l":{"$each":[2,3]}}})", R"({"_id":1,"l":[1,2,3]})"},
            {R"({"_id":1,"l":[1,2,1]})", R"({"$pull":{"l":1}})", R"({"_id":1,"l":[2]})"},
            {R"({"_id":1,"l":[1,5,9]})", R"({"$pull":{"l":{"$gte":5}}})", R"({"_id":1,"l":[1]})"},
            {R"({"_id":1,"l":[1,5,9]})", R"({"$pull":{"l":{"$in":[1,9]}}})", R"({"_id":1,"l":[5]})"},
            {R"({"_id":1,"l":[{"a":1,"b":2},{"a":2}]})", R"({"$pull":{"l":{"a":1}}})", R"({"_id":1,"l":[{"a":2}]})"},
            {R"({"_id":1})", R"({"$pull":{"l":1}})", R"({"_id":1})"},
            {R"({"_id":1,"l":[1]})", R"({"$addToSet":{"l":1.0}})", R"({"_id":1,"l":[1]})"},
            {R"({"_id":1,"l":[1]})", R"({"$addToSet":{"l":2}})", R"({"_id":1,"l":[1,2]})"},
            {R"({"_id":1,"l":[1]})", R"({"$addToSet":{"l":{"$each":[1,2,2]}}})", R"({"_id":1,"l":[1,2]})"},
            {R"({"_id":1})", R"({"$addToSet":{"l":2}})", R"({"_id":1,"l":[2]})"},
            {R"({"_id":1,"l":[{"a":1,"b":2}]})", R"({"$addToSet":{"l":{"b":2,"a":1}}})",
             R"({"_id":1,"l":[{"a":1,"b":2},{"b":2,"a":1}]})"},
        });
}

TEMPLATE_TEST_CASE("the current date is written as a date or as a timestamp", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.insert(R"({"_id":"one"})");
  const Change change = update(R"({"$currentDate":{"a":true,"b":{"$type":"date"},"c":{"$type":"timestamp"}}})");
  CHECK(c.write("one", change, WriteMode::update).status == Status::changed);
  CHECK(c.ids(R"({"a":{"$type":"date"},"b":{"$type":"date"},"c":{"$type":"timestamp"}})") == Texts{R"("one")"});
  CHECK(c.ids(R"({"a":{"$gt":{"$date":1600000000000}}})") == Texts{R"("one")"});
}

TEMPLATE_TEST_CASE("operators of one update work together on the document as it was", "[store]", Sqlite, MongoDb) {
  TestType place;
  check(place, {
                   {R"({"_id":1,"a":1,"l":[1],"x":0})",
                    R"({"$set":{"z":1},"$inc":{"a":1},"$push":{"l":2},"$unset":{"x":1},"$min":{"b":3}})",
                    R"({"_id":1,"a":2,"l":[1,2],"b":3,"z":1})"},
                   {R"({"_id":1})", R"({"$set":{"a.c":1},"$inc":{"a.b":1}})", R"({"_id":1,"a":{"b":1,"c":1}})"},
               });
}

}  // namespace rest::tests
