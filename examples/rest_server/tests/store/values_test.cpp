// Ids and values of every type are kept as they came.
#include "store/suite.hpp"

namespace rest::tests {

TEMPLATE_TEST_CASE("ids of all types sort as MongoDB sorts them", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.make();
  const std::vector<std::string> descending = {
      R"({"_id":{"$maxKey":1}})",
      R"({"_id":{"$timestamp":{"t":2,"i":0}}})",
      R"({"_id":{"$timestamp":{"t":1,"i":9}}})",
      R"({"_id":{"$date":1000}})",
      R"({"_id":{"$date":-1000}})",
      R"({"_id":true})",
      R"({"_id":false})",
      R"({"_id":{"$oid":"0123456789abcdef01234568"}})",
      R"({"_id":{"$oid":"0123456789abcdef01234567"}})",
      R"({"_id":{"$binary":{"base64":"AQID","subType":"00"}}})",
      R"({"_id":{"$binary":{"base64":"/w==","subType":"00"}}})",
      R"({"_id":{"a":"text"}})",
      R"({"_id":{"b":1}})",
      R"({"_id":{"a":1,"b":1}})",
      R"({"_id":{"a":1}})",
      R"({"_id":{}})",
      R"({"_id":"é"})",
      R"({"_id":"b"})",
      R"({"_id":"ab"})",
      R"({"_id":"a"})",
      R"({"_id":"B"})",
      R"({"_id":{"$numberDouble":"Infinity"}})",
      R"({"_id":1e+300})",
      R"({"_id":9223372036854775807})",
      R"({"_id":9007199254740993})",
      R"({"_id":9007199254740992})",
      R"({"_id":2.5})",
      R"({"_id":2})",
      R"({"_id":-1.5})",
      R"({"_id":-9223372036854775808})",
      R"({"_id":{"$numberDouble":"-Infinity"}})",
      R"({"_id":{"$numberDouble":"NaN"}})",
      R"({"_id":null})",
      R"({"_id":{"$minKey":1}})",
  };
  // Neither in order nor in reverse.
  for (std::size_t i = 0; i < descending.size(); ++i) {
    const std::string& json = descending[(i * 7) % descending.size()];
    INFO(json);
    CHECK(c.insert(json) == Status::created);
    CHECK(c.insert(json) == Status::duplicate);
  }
  CHECK(c.find(query("{}", R"({"_id":-1})")) == descending);
}

TEMPLATE_TEST_CASE("a number is one id whatever its type", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.make();
  REQUIRE(c.insert(R"({"_id":1,"n":1})") == Status::created);
  CHECK(c.insert(R"({"_id":1.0})") == Status::duplicate);
  CHECK(c.insert(R"({"_id":{"$numberLong":"1"}})") == Status::duplicate);
  CHECK(c.at(DocumentId::ofInteger(1)) == R"({"_id":1,"n":1})");
  CHECK(c.at(DocumentId::ofDouble(1)) == R"({"_id":1,"n":1})");
  CHECK(c.at(DocumentId::ofDouble(1.5)) == "absent");
  REQUIRE(c.insert(R"({"_id":0})") == Status::created);
  CHECK(c.insert(R"({"_id":-0.0})") == Status::duplicate);
}

TEMPLATE_TEST_CASE("an id is found by its type and value alone", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.make();
  const DocumentId ids[] = {DocumentId::ofText("1"),
                            DocumentId::ofInteger(1),
                            DocumentId::ofDate(1),
                            DocumentId::ofBoolean(true),
                            DocumentId::ofText("0123456789abcdef01234567"),
                            DocumentId::ofObjectId(ObjectId::fromHex("0123456789abcdef01234567").value()),
                            DocumentId::ofNull(),
                            DocumentId::ofMinKey(),
                            DocumentId::ofMaxKey(),
                            DocumentId::ofText("{\"$gt\":\"\"}"),
                            DocumentId::ofText("' OR 1=1 --")};
  for (const DocumentId& id : ids) {
    CHECK(c.at(id) == "absent");
    CHECK(c.put(id, "{}", WriteMode::insert) == Status::created);
  }
  for (const DocumentId& id : ids) CHECK(c.at(id) == jsonOf(id.asFilter()));
}

TEMPLATE_TEST_CASE("an operator as an id is never read as a query", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.make().put("secret", "{}");
  for (const char* json : {R"({"_id":{"a":{"$gt":""}}})", R"({"_id":{"$gt":""}})", R"({"_id":{"$exists":true}})",
                           R"({"_id":{"$regularExpression":{"pattern":"","options":""}}})"}) {
    INFO(json);
    const DocumentId id = DocumentId::of(parseJson(json)).value();
    const auto isLeftAlone = [&](const auto& call) {
      try {
        return call();
      } catch (const StoreError& error) {  // an id that a store cannot keep
        return error.kind() == StoreError::Kind::refused || error.kind() == StoreError::Kind::invalid;
      }
    };
    const Change change = update(R"({"$set":{"n":1}})");
    CHECK(isLeftAlone([&] { return c.at(id) == "absent"; }));
    CHECK(isLeftAlone([&] { return c.store().erase(c.name(), id).status == Erased::absent; }));
    CHECK(
        isLeftAlone([&] { return c.store().write(c.name(), id, change, WriteMode::update).status == Status::absent; }));
    CHECK(c.at("secret") == R"({"_id":"secret"})");
  }
}

TEMPLATE_TEST_CASE("values of every type come back byte for byte", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.make();
  const DocumentId id = DocumentId::ofText("all");
  const Document all = stamped(parseJson(R"({
    "i32": 1, "i64": {"$numberLong": "1"}, "big": 9223372036854775807, "double": 1.0, "tiny": 5e-324,
    "nan": {"$numberDouble": "NaN"}, "decimal": {"$numberDecimal": "1.10"},
    "text": "z\u0000\u00e9\ud83d\ude00", "empty": "", "null": null, "yes": true, "no": false,
    "date": {"$date": -1}, "oid": {"$oid": "0123456789abcdef01234567"}, "code": {"$code": "f"},
    "binary": {"$binary": {"base64": "AAEC", "subType": "80"}},
    "regex": {"$regularExpression": {"pattern": "^a", "options": "i"}},
    "timestamp": {"$timestamp": {"t": 4294967295, "i": 1}}, "min": {"$minKey": 1}, "max": {"$maxKey": 1},
    "nested": {"list": [1, [2, {"deep": []}], {}], "dot.in.name": 1, "$dollar": 2}, "": {"": 0}})"),
                               id, etag(1));
  REQUIRE(place.store().write(c.name(), id, {Change::Kind::replace, all}, WriteMode::insert).status == Status::created);
  CHECK(place.store().findById(c.name(), id) == all);
  REQUIRE(place.store().write(c.name(), id, {Change::Kind::replace, all}, WriteMode::update).status == Status::changed);
  CHECK(place.store().findById(c.name(), id) == all);
}

TEMPLATE_TEST_CASE("zero is one id, whatever its sign and width", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  CHECK(c.insert(R"({"_id":-0.0,"n":1})") == Status::created);
  CHECK(c.at(DocumentId::ofInteger(0)) == R"({"_id":-0.0,"n":1})");
  CHECK(c.insert(R"({"_id":0})") == Status::duplicate);
}

TEMPLATE_TEST_CASE("large documents and full pages come back whole", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.make();
  const std::string text(1'000'000, 'x');
  c.put("large", "{\"text\":\"" + text + "\"}");
  CHECK(c.at("large") == "{\"_id\":\"large\",\"text\":\"" + text + "\"}");
  for (int i = 0; i < 250; ++i) c.put(DocumentId::ofInteger(i), "{}");
  FindRequest request = query("{}");
  CHECK(c.ids(request).size() == 100);
  request.limit = 1000;
  CHECK(c.ids(request).size() == 251);
  request.skip = 200;
  CHECK(c.ids(request).size() == 51);
}

}  // namespace rest::tests
