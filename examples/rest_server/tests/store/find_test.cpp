// Filters choose documents, projections cut them, sorts order them, skip and limit make pages.
#include "store/deviations.hpp"
#include "store/suite.hpp"

namespace rest::tests {
namespace {

const Texts people = {
    R"({"_id":1,"name":"Ann","age":31,"tags":["a","b"],"home":{"city":"Bonn","zip":"53111"}})",
    R"({"_id":2,"name":"Bob","age":25,"tags":[],"home":{"city":"Köln"}})",
    R"({"_id":3,"name":"Cid","age":null,"tags":["b"]})",
    R"({"_id":4,"name":"dan","age":"31","scores":[{"game":"go","points":3},{"game":"chess","points":9}]})",
    R"({"_id":5,"age":31.0,"scores":[{"game":"go","points":9}],"home":{"city":"Bonn"}})",
};

struct Case {
  std::string_view filter;
  Texts ids;
};

}  // namespace

TEMPLATE_TEST_CASE("filters choose the documents that MongoDB's would", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.insertAll(people);
  const Case cases[] = {
      {"{}", {"1", "2", "3", "4", "5"}},
      {R"({"_id":3})", {"3"}},
      {R"({"name":"Ann"})", {"1"}},
      {R"({"name":{"$eq":"Ann"}})", {"1"}},
      {R"({"name":"ann"})", {}},
      {R"({"age":31})", {"1", "5"}},
      {R"({"age":{"$numberLong":"31"}})", {"1", "5"}},
      {R"({"age":null})", {"3"}},
      {R"({"name":null})", {"5"}},
      {R"({"name":{"$ne":null}})", {"1", "2", "3", "4"}},
      {R"({"age":{"$ne":31}})", {"2", "3", "4"}},
      {R"({"age":{"$gt":25}})", {"1", "5"}},
      {R"({"age":{"$gte":25,"$lt":31}})", {"2"}},
      {R"({"age":{"$lte":31}})", {"1", "2", "5"}},
      {R"({"age":{"$gte":null}})", {"3"}},
      {R"({"age":{"$lt":"a"}})", {"4"}},
      {R"({"age":{"$in":[25,"31",null]}})", {"2", "3", "4"}},
      {R"({"age":{"$nin":[25,"31",null]}})", {"1", "5"}},
      {R"({"home.city":"Bonn"})", {"1", "5"}},
      {R"({"home":{"city":"Bonn"}})", {"5"}},
      {R"({"home.zip":{"$exists":true}})", {"1"}},
      {R"({"home.zip":{"$exists":false}})", {"2", "3", "4", "5"}},
      {R"({"age":{"$exists":true,"$ne":31}})", {"2", "3", "4"}},
      {R"({"age":{"$type":"number"}})", {"1", "2", "5"}},
      {R"({"age":{"$type":["string","null"]}})", {"3", "4"}},
      {R"({"age":{"$type":2}})", {"4"}},
      {R"({"tags":{"$type":"array"}})", {"1", "2", "3"}},
      {R"({"tags":"b"})", {"1", "3"}},
      {R"({"tags":["b"]})", {"3"}},
      {R"({"tags":["b","a"]})", {}},
      {R"({"tags":[]})", {"2"}},
      {R"({"tags.0":"b"})", {"3"}},
      {R"({"tags":{"$size":2}})", {"1"}},
      {R"({"tags":{"$size":0}})", {"2"}},
      {R"({"tags":{"$all":["b","a"]}})", {"1"}},
      {R"({"tags":{"$ne":"b"}})", {"2", "4", "5"}},
      {R"({"tags":{"$elemMatch":{"$gt":"a","$lt":"c"}}})", {"1", "3"}},
      {R"({"scores.points":9})", {"4", "5"}},
      {R"({"scores":{"$elemMatch":{"game":"go","points":9}}})", {"5"}},
      {R"({"scores.game":"go","scores.points":9})", {"4", "5"}},
      {R"({"scores.1.game":"chess"})", {"4"}},
      {R"({"name":{"$regex":"^[AB]"}})", {"1", "2"}},
      {R"({"name":{"$regex":"^D","$options":"i"}})", {"4"}},
      {R"({"name":{"$not":{"$regex":"n$"}}})", {"2", "3", "5"}},
      {R"({"age":{"$mod":[5,0]}})", {"2"}},
      {R"({"$or":[{"_id":1},{"name":"Bob"}]})", {"1", "2"}},
      {R"({"$and":[{"age":31},{"name":"Ann"}]})", {"1"}},
      {R"({"$nor":[{"age":31},{"name":"Bob"}]})", {"3", "4"}},
      {R"({"age":{"$not":{"$gt":25}}})", {"2", "3", "4"}},
      {R"({"$or":[{"$and":[{"age":31},{"home.city":"Bonn"}]},{"tags":"b"}],"_id":{"$lt":4}})", {"1", "3"}},
  };
  for (const Case& each : cases) {
    INFO(each.filter);
    CHECK(c.ids(each.filter) == each.ids);
    CHECK(place.store().count(c.name(), parseJson(each.filter)) == static_cast<std::int64_t>(each.ids.size()));
  }
}

TEMPLATE_TEST_CASE("what is no filter, sort or projection is invalid", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.insertAll(people);
  for (const char* filter :
       {R"({"a":{"$none":1}})", R"({"$none":1})", R"({"a":{"$in":1}})", R"({"$or":[]})", R"({"$and":1})",
        R"({"a":{"$size":-1}})", R"({"a":{"$size":"x"}})", R"({"a":{"$mod":[1]}})", R"({"a":{"$mod":[0,1]}})",
        R"({"a":{"$not":1}})", R"({"a":{"$regex":"("}})", R"({"a":{"$type":"none"}})", R"({"a":{"$elemMatch":1}})",
        R"({"a":{"$all":1}})"}) {
    INFO(filter);
    const auto isRefused = [](StoreError::Kind kind) {
      return kind == StoreError::Kind::invalid || kind == StoreError::Kind::unsupported;
    };
    CHECK(isRefused(kindOfFailure([&] { c.ids(filter); })));
    CHECK(isRefused(kindOfFailure([&] { place.store().count(c.name(), parseJson(filter)); })));
    CHECK(isRefused(kindOfFailure([&] { place.store().eraseMany(c.name(), parseJson(filter)); })));
    CHECK(isRefused(
        kindOfFailure([&] { place.store().findById(c.name(), DocumentId::ofInteger(1), parseJson(filter)); })));
  }
  if (!deviates(place, Deviation::fieldsBesideOperators)) {
    CHECK(kindOfFailure([&] { c.ids(R"({"a":{"$gt":1,"b":1}})"); }) == StoreError::Kind::invalid);
  }
  CHECK(kindOfFailure([&] { c.find(query("{}", R"({"age":2})")); }) == StoreError::Kind::invalid);
  CHECK(kindOfFailure([&] { c.find(query("{}", R"({"age":"down"})")); }) == StoreError::Kind::invalid);
  CHECK(kindOfFailure([&] { c.find(query("{}", "{}", R"({"age":1,"name":0})")); }) == StoreError::Kind::invalid);
  CHECK(c.ids("{}").size() == people.size());
}

TEMPLATE_TEST_CASE("names that are empty or odd are the client's mistake, if any", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.insert(R"({"_id":1,"":2,"a":{"":3}})");
  const auto check = [&](std::string_view what, const auto& call) {
    INFO(what);
    try {
      call();
    } catch (const StoreError& error) {
      CHECK((error.kind() == StoreError::Kind::invalid || error.kind() == StoreError::Kind::unsupported));
      CHECK(!error.forClient().empty());
    }
  };
  for (const std::string_view odd : {R"({"":1})", R"({"a":{"":1}})", R"({"a.":1})", R"({".a":1})", R"({"a..b":1})",
                                     R"({"$":1})", R"({"a.$":1})", R"({"a.$[]":1})", R"({"$a":1})", R"({"a.$b":1})"}) {
    check(odd, [&] { c.ids(query(odd)); });
    check(odd, [&] { c.ids(query("{}", odd)); });
    check(odd, [&] { c.find(query("{}", "{}", odd)); });
    check(odd, [&] { place.store().count(c.name(), parseJson(odd)); });
    check(odd, [&] { place.store().createIndex(c.name(), {"odd", parseJson(odd), {}}); });
    check(odd, [&] { place.store().updateMany(c.name(), {}, update("{\"$set\":" + std::string(odd) + "}")); });
    check(odd, [&] { place.store().updateMany(c.name(), parseJson(odd), update(R"({"$set":{"z":1}})")); });
    check(odd, [&] { place.store().dropIndex(c.name(), "odd"); });
  }
  CHECK(c.ids("{}") == Texts{"1"});
}

TEMPLATE_TEST_CASE("an error for the client quotes no value", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.insert(R"({"_id":1,"text":"hunter2"})");
  const auto check = [](const auto& call) {
    try {
      call();
      FAIL_CHECK("there was no error");
    } catch (const StoreError& error) {
      CHECK(!error.forClient().empty());
      CHECK(error.forClient().find("hunter2") == std::string::npos);
    }
  };
  check([&] { c.ids(R"({"a":{"$regex":"(hunter2"}})"); });
  check([&] { c.ids(R"({"a":{"$type":"hunter2"}})"); });
  check([&] { c.ids(R"({"a":{"$in":"hunter2"}})"); });
  check([&] { place.store().updateMany(c.name(), {}, update(R"({"$inc":{"text":1}})")); });
}

TEMPLATE_TEST_CASE("projections cut documents", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.insert(R"({"_id":1,"a":1,"b":{"c":2,"d":3},"l":[{"x":1,"y":2},{"y":3},4]})");
  const std::pair<std::string_view, std::string> cases[] = {
      {"{}", R"({"_id":1,"a":1,"b":{"c":2,"d":3},"l":[{"x":1,"y":2},{"y":3},4]})"},
      {R"({"a":1})", R"({"_id":1,"a":1})"},
      {R"({"a":true,"_id":0})", R"({"a":1})"},
      {R"({"_id":1})", R"({"_id":1})"},
      {R"({"_id":0})", R"({"a":1,"b":{"c":2,"d":3},"l":[{"x":1,"y":2},{"y":3},4]})"},
      {R"({"a":0,"l":0})", R"({"_id":1,"b":{"c":2,"d":3}})"},
      {R"({"b.c":1})", R"({"_id":1,"b":{"c":2}})"},
      {R"({"b.c":0,"l":0})", R"({"_id":1,"a":1,"b":{"d":3}})"},
      {R"({"l.x":1})", R"({"_id":1,"l":[{"x":1},{}]})"},
      {R"({"l.x":0,"a":0,"b":0})", R"({"_id":1,"l":[{"y":2},{"y":3},4]})"},
      {R"({"b":{"d":1}})", R"({"_id":1,"b":{"d":3}})"},
      {R"({"none":1})", R"({"_id":1})"},
  };
  for (const auto& [projection, document] : cases) {
    INFO(projection);
    CHECK(c.find(query("{}", "{}", projection)) == Texts{document});
  }
}

TEMPLATE_TEST_CASE("sorts go by several fields, each up or down", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.insertAll({R"({"_id":1,"a":1,"b":{"c":1}})", R"({"_id":2,"a":2,"b":{"c":1}})", R"({"_id":3,"a":1,"b":{"c":2}})",
               R"({"_id":4,"a":2,"b":{"c":2}})"});
  CHECK(c.ids(query("{}", R"({"_id":-1})")) == Texts{"4", "3", "2", "1"});
  CHECK(c.ids(query("{}", R"({"a":1,"_id":-1})")) == Texts{"3", "1", "4", "2"});
  CHECK(c.ids(query("{}", R"({"b.c":-1,"a":1})")) == Texts{"3", "4", "1", "2"});
  CHECK(c.ids(query(R"({"a":2})", R"({"b.c":-1})")) == Texts{"4", "2"});
}

TEMPLATE_TEST_CASE("the natural order is that in which documents came", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.insertAll({R"({"_id":3})", R"({"_id":1})", R"({"_id":2})"});
  c.store().createIndex(c.name(), {"mine", parseJson(R"({"n":1})"), {}});
  CHECK(c.put(DocumentId::ofInteger(3), R"({"n":1})", WriteMode::update) == Status::changed);
  CHECK(c.ids(query("{}", R"({"$natural":1})")) == Texts{"3", "1", "2"});
  if (deviates(place, Deviation::naturalOrderIsPassedOver)) return;
  CHECK(c.ids(query("{}", R"({"$natural":-1})")) == Texts{"2", "1", "3"});
  FindRequest second = query(R"({"_id":{"$gt":0}})", R"({"$natural":-1})");
  second.skip = 1;
  second.limit = 1;
  CHECK(c.ids(second) == Texts{"1"});
  CHECK(kindOfFailure([&] { c.ids(query("{}", R"({"$natural":1,"n":1})")); }) == StoreError::Kind::invalid);
}

TEMPLATE_TEST_CASE("sorts go through values of all types in MongoDB's order", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.insertAll({R"({"_id":1,"k":"text"})", R"({"_id":2,"k":7})", R"({"_id":3})", R"({"_id":4,"k":true})",
               R"({"_id":5,"k":[9,1]})", R"({"_id":6,"k":{"a":1}})", R"({"_id":7,"k":null})", R"({"_id":8,"k":[]})",
               R"({"_id":9,"k":{"$date":0}})"});
  CHECK(c.ids(query("{}", R"({"k":1,"_id":1})")) == Texts{"8", "3", "7", "5", "2", "1", "6", "4", "9"});
  CHECK(c.ids(query("{}", R"({"k":-1,"_id":1})")) == Texts{"9", "4", "6", "1", "5", "2", "3", "7", "8"});
}

TEMPLATE_TEST_CASE("a sort by two arrays of one document is invalid", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.insertAll({R"({"_id":1,"a":[1],"b":[2]})", R"({"_id":2,"a":[0],"b":2})"});
  CHECK(c.ids(query(R"({"_id":2})", R"({"a":1,"b":1})")) == Texts{"2"});
  if (deviates(place, Deviation::sortsByTwoArrays)) return;
  CHECK(kindOfFailure([&] { c.find(query("{}", R"({"a":1,"b":1})")); }) == StoreError::Kind::invalid);
}

TEMPLATE_TEST_CASE("pages are cut by skip and limit", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  for (const char* id : {"b", "d", "a", "e", "c"}) c.put(id, "{}");
  const auto page = [&](std::int64_t skip, std::int64_t limit) {
    FindRequest request = query("{}", R"({"_id":-1})");
    request.skip = skip;
    request.limit = limit;
    return c.ids(request);
  };
  CHECK(page(0, 100) == Texts{R"("e")", R"("d")", R"("c")", R"("b")", R"("a")"});
  CHECK(page(0, 2) == Texts{R"("e")", R"("d")"});
  CHECK(page(2, 2) == Texts{R"("c")", R"("b")"});
  CHECK(page(4, 2) == Texts{R"("a")"});
  CHECK(page(5, 2).empty());
  CHECK(page(999'999'999'000, 1000).empty());
  CHECK(page(0, 0).empty());
}

TEMPLATE_TEST_CASE("a cursor gives its documents one by one and stays at its end", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.insertAll({R"({"_id":1})", R"({"_id":2})"});
  const std::unique_ptr<DocumentCursor> cursor = place.store().find(c.name(), query("{}"));
  CHECK(jsonOf(Document::copyOf(cursor->next().value())) == R"({"_id":1})");
  CHECK(jsonOf(Document::copyOf(cursor->next().value())) == R"({"_id":2})");
  CHECK(!cursor->next());
  CHECK(!cursor->next());
}

TEMPLATE_TEST_CASE("writes are not kept waiting by a cursor that is open", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  for (int i = 0; i < 300; ++i) c.put(DocumentId::ofInteger(i), "{}");
  FindRequest all = query("{}");
  all.limit = 1000;
  const std::unique_ptr<DocumentCursor> cursor = place.store().find(c.name(), all);
  REQUIRE(cursor->next());
  CHECK(c.put("new", "{}", WriteMode::insert) == Status::created);
  CHECK(rest(*cursor).size() >= 299);
}

}  // namespace rest::tests
