// What update operators make of documents, and which updates are none. What both stores share is in store/updates_test.
#include "document/query/update.hpp"

#include <optional>

#include "document/json.hpp"
#include "tests/support/catch.hpp"

namespace rest::tests {
namespace {

using namespace query;

std::string jsonOf(const Document& document) {
  std::string json;
  appendJson(json, document);
  return json;
}

std::string updated(std::string_view document, std::string_view update) {
  return jsonOf(Update(parseJson(update)).apply(parseJson(document)));
}

/// Of reading the update, or of applying it.
std::optional<QueryFault::Kind> faultOf(std::string_view update, std::string_view document = "{}") {
  try {
    updated(document, update);
  } catch (const QueryFault& fault) {
    return fault.kind();
  }
  return std::nullopt;
}

using Kind = QueryFault::Kind;

}  // namespace

TEST_CASE("fields are made in the order of their paths, numbers as numbers") {
  CHECK(updated("{}", R"({"$set":{"b":1,"a.10":1,"a.9":2,"a.x":3}})") == R"({"a":{"9":2,"10":1,"x":3},"b":1})");
  CHECK(updated(R"({"l":[]})", R"({"$set":{"l.1":"b","l.0":"a"}})") == R"({"l":["a","b"]})");
}

TEST_CASE("a field that goes and comes again stands last") {
  CHECK(updated(R"({"a":{"x":1,"y":2},"b":3})", R"({"$unset":{"a.x":1},"$rename":{"b":"a.z"}})") ==
        R"({"a":{"y":2,"z":3}})");
  CHECK(updated(R"({"a":1,"b":2})", R"({"$rename":{"a":"c"},"$set":{"d":1}})") == R"({"b":2,"c":1,"d":1})");
}

TEST_CASE("a product keeps the wider type, of nothing it is zero") {
  CHECK(updated(R"({"n":3})", R"({"$mul":{"n":2}})") == R"({"n":6})");
  CHECK(updated("{}", R"({"$mul":{"n":2}})") == R"({"n":0})");
  CHECK(updated(R"({"n":2147483647})", R"({"$mul":{"n":2}})") == R"({"n":4294967294})");
  CHECK(updated(R"({"n":3})", R"({"$mul":{"n":0.5}})") == R"({"n":1.5})");
}

TEST_CASE("a renamed field goes to its new place with its value") {
  CHECK(updated(R"({"a":{"b":1,"c":2}})", R"({"$rename":{"a.b":"x.y"}})") == R"({"a":{"c":2},"x":{"y":1}})");
  CHECK(updated(R"({"a":1,"b":2})", R"({"$rename":{"a":"b"}})") == R"({"b":1})");
  CHECK(updated(R"({"a":1})", R"({"$rename":{"none":"b"}})") == R"({"a":1})");
  CHECK(updated(R"({"a":[1],"b":[2]})", R"({"$rename":{"a":"b"}})") == R"({"b":[1]})");
  CHECK(faultOf(R"({"$rename":{"a":"a"}})") == Kind::invalid);
}

TEST_CASE("a rename neither leaves an array nor enters one") {
  CHECK(faultOf(R"({"$rename":{"l.0":"b"}})", R"({"l":[1]})") == Kind::invalid);
  CHECK(faultOf(R"({"$rename":{"l.0.x":"b"}})", R"({"l":[{"x":1}]})") == Kind::invalid);
  CHECK(faultOf(R"({"$rename":{"l.x":"b"}})", R"({"l":[{"x":1}]})") == Kind::invalid);
  CHECK(faultOf(R"({"$rename":{"a.x":"b"}})", R"({"a":1})") == Kind::invalid);
  CHECK(updated(R"({"l":[{"x":1}]})", R"({"$rename":{"l.0.y":"b","l.1":"c"}})") == R"({"l":[{"x":1}]})");
  for (const char* to : {"l.0", "l.1", "l.0.y", "o.l.0"}) {
    INFO(to);
    CHECK(faultOf("{\"$rename\":{\"a\":\"" + std::string(to) + "\"}}", R"({"a":1,"l":[{}],"o":{"l":[]}})") ==
          Kind::invalid);
  }
}

TEST_CASE("$push places, sorts and cuts") {
  CHECK(updated(R"({"l":[1,2]})", R"({"$push":{"l":{"$each":[8,9],"$position":1}}})") == R"({"l":[1,8,9,2]})");
  CHECK(updated(R"({"l":[1,2]})", R"({"$push":{"l":{"$each":[9],"$position":-1}}})") == R"({"l":[1,9,2]})");
  CHECK(updated(R"({"l":[3,1]})", R"({"$push":{"l":{"$each":[2],"$sort":1,"$slice":2}}})") == R"({"l":[1,2]})");
  CHECK(updated(R"({"l":[3,1]})", R"({"$push":{"l":{"$each":[2],"$sort":-1,"$slice":-1}}})") == R"({"l":[1]})");
  CHECK(updated(R"({"l":[{"a":2},{"a":1}]})", R"({"$push":{"l":{"$each":[{"a":0}],"$sort":{"a":1}}}})") ==
        R"({"l":[{"a":0},{"a":1},{"a":2}]})");
  CHECK(updated(R"({"l":[1,2,3]})", R"({"$push":{"l":{"$each":[],"$slice":0}}})") == R"({"l":[]})");
  const std::string least = R"({"$numberLong":"-9223372036854775808"})";
  CHECK(updated(R"({"l":[1]})", R"({"$push":{"l":{"$each":[2],"$slice":)" + least + R"(,"$position":)" + least +
                                    "}}}") == R"({"l":[2,1]})");
}

TEST_CASE("$push sorts by whole values, and arrays are entered by their places") {
  CHECK(updated(R"({"l":[{"a":[9,0]},{"a":5},1,{"a":[1]}]})", R"({"$push":{"l":{"$each":[],"$sort":{"a":1}}}})") ==
        R"({"l":[1,{"a":5},{"a":[1]},{"a":[9,0]}]})");
  CHECK(updated(R"({"l":[{"a":[2]},{"a":[1]}]})", R"({"$push":{"l":{"$each":[],"$sort":{"a.0":1}}}})") ==
        R"({"l":[{"a":[1]},{"a":[2]}]})");
  CHECK(updated(R"({"l":[{"a":[{"x":1}],"b":[1]},{"a":{"x":2},"b":[0]}]})",
                R"({"$push":{"l":{"$each":[],"$sort":{"a.x":-1,"b":1}}}})") ==
        R"({"l":[{"a":{"x":2},"b":[0]},{"a":[{"x":1}],"b":[1]}]})");
}

TEST_CASE("$addToSet adds what is missing, and takes nothing beside its $each") {
  CHECK(updated(R"({"l":[1,[1,2],{"a":1}]})",
                R"({"$addToSet":{"l":{"$each":[1.0,[1,2],[2,1],{"a":1.0},{"a":2},3,3]}}})") ==
        R"({"l":[1,[1,2],{"a":1},[2,1],{"a":2},3]})");
  for (const char* modifier : {R"("$slice":1)", R"("$position":0)", R"("$sort":1)", R"("x":1)"}) {
    INFO(modifier);
    const std::string clause(modifier);
    CHECK(faultOf("{\"$addToSet\":{\"l\":{\"$each\":[2]," + clause + "}}}") == Kind::invalid);
    CHECK(faultOf("{\"$addToSet\":{\"l\":{" + clause + ",\"$each\":[2]}}}") == Kind::invalid);
  }
}

TEST_CASE("$pull of a value takes equal elements alone") {
  CHECK(updated(R"({"l":[1,[1,2],1.0,[1],"1"]})", R"({"$pull":{"l":1}})") == R"({"l":[[1,2],[1],"1"]})");
  CHECK(updated(R"({"l":[null,[null],{},0]})", R"({"$pull":{"l":null}})") == R"({"l":[[null],{},0]})");
  CHECK(updated(R"({"l":[[],[[]],[[],1]]})", R"({"$pull":{"l":[]}})") == R"({"l":[[[]],[[],1]]})");
}

TEST_CASE("$pull joins conditions of objects") {
  const char* document = R"({"l":[{"x":1},{"x":2,"y":1},{"x":3},1,[{"x":1}]]})";
  CHECK(updated(document, R"({"$pull":{"l":{"$or":[{"x":1},{"y":1}]}}})") == R"({"l":[{"x":3},1,[{"x":1}]]})");
  CHECK(updated(document, R"({"$pull":{"l":{"$and":[{"x":2},{"y":1}]}}})") == R"({"l":[{"x":1},{"x":3},1,[{"x":1}]]})");
  CHECK(updated(document, R"({"$pull":{"l":{"$nor":[{"x":3}],"x":{"$lt":2}}}})") ==
        R"({"l":[{"x":2,"y":1},{"x":3},1,[{"x":1}]]})");
  CHECK(updated(document, R"({"$pull":{"l":{}}})") == R"({"l":[1,[{"x":1}]]})");
  CHECK(faultOf(R"({"$pull":{"l":{"$not":{"$gt":1}}}})") == Kind::invalid);
  CHECK(faultOf(R"({"$pull":{"l":{"$or":{"x":1}}}})") == Kind::invalid);
  CHECK(faultOf(R"({"$pull":{"l":{"$wat":1}}})") == Kind::invalid);
}

TEST_CASE("$pull takes conditions, objects and values") {
  CHECK(updated(R"({"l":[1,[5,9],7]})", R"({"$pull":{"l":{"$gt":6}}})") == R"({"l":[1]})");
  CHECK(updated(R"({"l":[{"a":1,"b":2},{"a":2},3]})", R"({"$pull":{"l":{"a":{"$gte":1},"b":2}}})") ==
        R"({"l":[{"a":2},3]})");
  CHECK(updated(R"({"l":["ab","c"]})", R"({"$pull":{"l":{"$regularExpression":{"pattern":"^a","options":""}}}})") ==
        R"({"l":["c"]})");
  CHECK(updated(R"({"l":[[1,2],[1],1]})", R"({"$pull":{"l":[1]}})") == R"({"l":[[1,2],1]})");
  CHECK(updated(R"({"l":[1,2,3]})", R"({"$pullAll":{"l":[1,3]}})") == R"({"l":[2]})");
  CHECK(updated(R"({"l":[1,2,3]})", R"({"$pop":{"l":1}})") == R"({"l":[1,2]})");
  CHECK(updated(R"({"l":[1,2,3]})", R"({"$pop":{"l":-1}})") == R"({"l":[2,3]})");
  CHECK(updated(R"({"l":[]})", R"({"$pop":{"l":1,"none":1}})") == R"({"l":[]})");
}

TEST_CASE("what is for new documents alone is done for them alone") {
  const Update update(parseJson(R"({"$setOnInsert":{"made":1},"$set":{"n":2}})"));
  CHECK(jsonOf(update.apply(parseJson(R"({"_id":1})"))) == R"({"_id":1,"n":2})");
  CHECK(jsonOf(update.applyToNew(parseJson(R"({"_id":1})"))) == R"({"_id":1,"made":1,"n":2})");
}

TEST_CASE("paths that meet are refused as a conflict") {
  for (const char* update :
       {R"({"$set":{"a":1},"$inc":{"a":1}})", R"({"$set":{"a":1,"a.b":2}})", R"({"$set":{"a.b":1},"$unset":{"a":1}})",
        R"({"$set":{"a.b.c":1,"a.b":2}})", R"({"$rename":{"a":"b"},"$set":{"b":1}})"}) {
    INFO(update);
    try {
      Update{parseJson(update)};
      FAIL_CHECK("it was read");
    } catch (const QueryFault& fault) {
      CHECK(fault.kind() == Kind::invalid);
      CHECK(std::string(fault.what()).find("would create a conflict") != std::string::npos);
    }
  }
  CHECK(!faultOf(R"({"$set":{"a.b":1,"a.c":2,"ab":3}})"));
}

TEST_CASE("what does not fit the document is refused and says which field") {
  CHECK(faultOf(R"({"$inc":{"a":1}})", R"({"a":"text"})") == Kind::invalid);
  CHECK(faultOf(R"({"$inc":{"a":"1"}})") == Kind::invalid);
  CHECK(faultOf(R"({"$inc":{"a":1}})", R"({"a":9223372036854775807})") == Kind::invalid);
  CHECK(faultOf(R"({"$push":{"a":1}})", R"({"a":1})") == Kind::invalid);
  CHECK(faultOf(R"({"$pop":{"a":1}})", R"({"a":1})") == Kind::invalid);
  CHECK(faultOf(R"({"$set":{"a.b":1}})", R"({"a":1})") == Kind::invalid);
  CHECK(faultOf(R"({"$set":{"a.b":1}})", R"({"a":[1]})") == Kind::invalid);
  CHECK(faultOf(R"({"$set":{"a.9999999":1}})", R"({"a":[1]})") == Kind::invalid);
  CHECK(faultOf(R"({"$set":{"_id":2}})", R"({"_id":1})") == Kind::invalid);
  CHECK(faultOf(R"({"$unset":{"_id":1}})", R"({"_id":1})") == Kind::invalid);
  CHECK(faultOf(R"({"$inc":{"_id":1}})", R"({"_id":1})") == Kind::invalid);
  CHECK(!faultOf(R"({"$set":{"_id":1.0}})", R"({"_id":1})"));
  CHECK(!faultOf(R"({"$unset":{"a.b":1}})", R"({"a":1})"));
}

TEST_CASE("what is no update is invalid, what needs MongoDB says so") {
  for (const char* update :
       {"{}", R"({"a":1})", R"({"$wat":{"a":1}})", R"({"$wat":{}})", R"({"$set":1})", R"({"$set":{"":1}})",
        R"({"$set":{"a..b":1}})", R"({"$set":{"$a":1}})", R"({"$pop":{"a":2}})", R"({"$currentDate":{"a":1}})",
        R"({"$currentDate":{"a":{"$type":"date","x":1}}})", R"({"$push":{"a":{"$each":1}}})",
        R"({"$push":{"a":{"$each":[],"$wat":1}}})", R"({"$rename":{"a":1}})", R"({"$pullAll":{"a":1}})"}) {
    INFO(update);
    CHECK(faultOf(update) == Kind::invalid);
  }
  for (const char* update : {R"({"$bit":{"a":{"and":1}}})", R"({"$set":{"a.$":1}})", R"({"$set":{"a.$[x].b":1}})",
                             R"({"$inc":{"a":{"$numberDecimal":"1"}}})"}) {
    INFO(update);
    CHECK(faultOf(update) == Kind::unsupported);
  }
}

TEST_CASE("a document is not nested without end, nor grown without end") {
  std::string path = "a";
  for (int i = 0; i < 99; ++i) path += ".a";
  std::string value = "1";
  for (int i = 0; i < 50; ++i) value = "{\"b\":" + value + '}';
  CHECK(faultOf("{\"$set\":{\"" + path + "\":" + value + "}}") == Kind::refused);
  CHECK(faultOf("{\"$set\":{\"" + path + ".a\":1}}") == Kind::invalid);
}

TEST_CASE("an update tells the paths that it writes to") {
  CHECK(Update(parseJson(R"({"$set":{"b":1},"$rename":{"c":"d"},"$inc":{"a.x":1}})")).paths() ==
        std::vector<std::string>{"a.x", "b", "d", "c"});
}

TEST_CASE("all paths of an update together fill up no more than one may") {
  const std::string_view document = R"({"a":[],"b":[],"c":[1,2]})";
  CHECK(faultOf(R"({"$set":{"a.700000":1,"b.700000":1}})", document) == std::nullopt);
  CHECK(faultOf(R"({"$set":{"a.1500001":1}})", document) == Kind::invalid);
  CHECK(faultOf(R"({"$set":{"a.1500000":1,"b.1":1}})", document) == Kind::invalid);
  CHECK(faultOf(R"({"$set":{"a.500000":1,"b.500000":1,"c.600000":1}})", document) == Kind::invalid);
}

}  // namespace rest::tests
