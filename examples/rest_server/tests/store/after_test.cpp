// Cursor paging: whatever the sort and the values, going on after each document visits every document once.
#include "store/suite.hpp"

namespace rest::tests {
namespace {

/// Values of every type, arrays, absent ones, and several documents of one place.
const Texts documents = {
    R"({"_id":1})",
    R"({"_id":2,"k":null})",
    R"({"_id":3,"k":{"$minKey":1}})",
    R"({"_id":4,"k":{"$maxKey":1}})",
    R"({"_id":5,"k":5})",
    R"({"_id":6,"k":5.0})",
    R"({"_id":7,"k":{"$numberLong":"-6"}})",
    R"({"_id":8,"k":{"$numberDouble":"NaN"}})",
    R"({"_id":9,"k":{"$numberDouble":"Infinity"}})",
    R"({"_id":10,"k":{"$numberDouble":"-Infinity"}})",
    R"({"_id":"a","k":"a"})",
    R"({"_id":"b","k":""})",
    R"({"_id":"c","k":"a"})",
    R"({"_id":{"x":1},"k":{"a":1}})",
    R"({"_id":{"x":2},"k":{}})",
    R"({"_id":{"$oid":"0123456789abcdef01234567"},"k":{"$oid":"0123456789abcdef01234567"}})",
    R"({"_id":{"$oid":"0123456789abcdef01234568"},"k":{"$oid":"0123456789abcdef01234568"}})",
    R"({"_id":true,"k":true})",
    R"({"_id":false,"k":false})",
    R"({"_id":{"$date":1},"k":{"$date":1}})",
    R"({"_id":{"$date":-1},"k":{"$date":-1}})",
    R"({"_id":{"$timestamp":{"t":1,"i":1}},"k":{"$timestamp":{"t":1,"i":1}}})",
    R"({"_id":{"$binary":{"base64":"AQID","subType":"00"}},"k":{"$binary":{"base64":"AQID","subType":"00"}}})",
    R"({"_id":null,"k":[3,8]})",
    R"({"_id":{"$minKey":1},"k":[5]})",
    R"({"_id":{"$maxKey":1},"k":["a",7]})",
};

/// Every document, page by page, each page after the last document of the one before.
Texts walk(const Collection& c, std::string_view filter, std::string_view sort, std::int64_t limit) {
  Texts all;
  FindRequest request = query(filter, sort);
  request.limit = limit;
  while (all.size() <= 2 * documents.size()) {
    const std::unique_ptr<DocumentCursor> cursor = c.store().find(c.name(), request);
    bool isEmpty = true;
    while (const std::optional<BsonBytes> document = cursor->next()) {
      isEmpty = false;
      request.after = Document::copyOf(*document);
      all.push_back(jsonOf(request.after));
    }
    if (isEmpty) break;
  }
  return all;
}

}  // namespace

TEMPLATE_TEST_CASE("going on after each document visits each once, in the order of the sort", "[store]", Sqlite,
                   MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.insertAll(documents);
  for (const char* sort : {R"({"_id":1})", R"({"_id":-1})", R"({"k":1,"_id":1})", R"({"k":-1,"_id":-1})",
                           R"({"k":1,"_id":-1})", R"({"k":-1,"_id":1})", R"({"none":1,"k":-1,"_id":1})"}) {
    INFO(sort);
    FindRequest whole = query("{}", sort);
    const Texts expected = c.find(whole);
    REQUIRE(expected.size() == documents.size());
    CHECK(walk(c, "{}", sort, 1) == expected);
    CHECK(walk(c, "{}", sort, 3) == expected);
  }
}

TEMPLATE_TEST_CASE("going on keeps the filter", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.insertAll(documents);
  const std::string_view filter = R"({"$or":[{"k":{"$type":"number"}},{"k":"a"}]})";
  const std::string_view sort = R"({"k":-1,"_id":1})";
  CHECK(walk(c, filter, sort, 2) == c.find(query(filter, sort)));
}

TEMPLATE_TEST_CASE("going on by a nested field works, and by the fields alone", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.insertAll({R"({"_id":1,"a":{"b":2}})", R"({"_id":2,"a":{"b":1}})", R"({"_id":3,"a":{"b":1}})", R"({"_id":4})"});
  FindRequest request = query("{}", R"({"a.b":-1,"_id":1})");
  request.after = parseJson(R"({"a.b":1,"_id":2})");
  CHECK(c.ids(request) == Texts{"3", "4"});
  request.after = parseJson(R"({"_id":3})");  // without `a.b`, which counts as null
  CHECK(c.ids(request) == Texts{"4"});
}

TEMPLATE_TEST_CASE("new and erased documents do not shift what comes after", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  for (const char* id : {"b", "d", "f"}) c.put(id, "{}");
  FindRequest request = query("{}", R"({"_id":1})");
  request.after = parseJson(R"({"_id":"b"})");
  c.erase("b");
  c.put("a", "{}");
  c.put("c", "{}");
  CHECK(c.ids(request) == Texts{R"("c")", R"("d")", R"("f")"});
}

TEMPLATE_TEST_CASE("a sort in which two documents may have one place is no sort to go on in", "[store]", Sqlite,
                   MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.insertAll({R"({"_id":1,"k":1})"});
  for (const char* sort : {"{}", R"({"k":1})", R"({"$where":1,"_id":1})", R"({"k":"down","_id":1})"}) {
    INFO(sort);
    FindRequest request = query("{}", sort);
    request.after = parseJson(R"({"k":1,"_id":1})");
    CHECK(kindOfFailure([&] { c.find(request); }) == StoreError::Kind::invalid);
  }
}

}  // namespace rest::tests
