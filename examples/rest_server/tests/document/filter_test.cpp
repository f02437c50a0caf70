// Which documents a filter matches, which filters are none. Expectations are MongoDB's, as its manual and its own tests
// tell them.
#include "document/query/filter.hpp"

#include "document/json.hpp"
#include "document/query/constraint.hpp"
#include "document/query/path.hpp"
#include "tests/support/catch.hpp"

namespace rest::tests {
namespace {

using namespace query;

bool matches(std::string_view filter, std::string_view document) {
  return Filter(parseJson(filter)).matches(parseJson(document));
}

struct Case {
  const char* filter;
  std::vector<const char*> matching;
  std::vector<const char*> others;
};

void check(const std::vector<Case>& cases) {
  for (const Case& each : cases) {
    for (const char* document : each.matching) {
      INFO(each.filter << " must match " << document);
      CHECK(matches(each.filter, document));
    }
    for (const char* document : each.others) {
      INFO(each.filter << " must not match " << document);
      CHECK(!matches(each.filter, document));
    }
  }
}

std::optional<QueryFault::Kind> faultOf(std::string_view filter) {
  try {
    Filter{parseJson(filter)};
  } catch (const QueryFault& fault) {
    return fault.kind();
  }
  return std::nullopt;
}

}  // namespace

TEST_CASE("an empty filter matches everything") {
  CHECK(matches("{}", "{}"));
  CHECK(Filter().matchesAll());
  CHECK(Filter(parseJson("{}")).matchesAll());
  CHECK(!Filter(parseJson(R"({"a":1})")).matchesAll());
}

TEST_CASE("equality goes by value, whatever the type of a number") {
  check({
      {R"({"a":1})",
       {R"({"a":1})", R"({"a":1.0})", R"({"a":{"$numberLong":"1"}})", R"({"a":{"$numberDecimal":"1.00"}})"},
       {R"({"a":2})", R"({"a":"1"})", R"({"a":true})", "{}", R"({"a":{"b":1}})"}},
      {R"({"a":{"$numberDecimal":"0.1"}})", {R"({"a":{"$numberDecimal":"0.10"}})"}, {R"({"a":0.1})"}},
      {R"({"a":9007199254740993})", {R"({"a":9007199254740993})"}, {R"({"a":9007199254740992.0})"}},
      {R"({"a":{"b":1,"c":2}})", {R"({"a":{"b":1.0,"c":2}})"}, {R"({"a":{"c":2,"b":1}})", R"({"a":{"b":1}})"}},
      {R"({"a":"x\u0000y"})", {R"({"a":"x\u0000y"})"}, {R"({"a":"x"})", R"({"a":"x\u0000"})"}},
      {R"({"a":{"$numberDouble":"NaN"}})", {R"({"a":{"$numberDouble":"NaN"}})"}, {R"({"a":0})", "{}"}},
      {R"({"a":true})", {R"({"a":true})"}, {R"({"a":1})", R"({"a":"true"})"}},
      {R"({"a":{}})", {R"({"a":{}})"}, {R"({"a":{"b":1}})", "{}"}},
  });
}

TEST_CASE("an object in an array, entered by name and by place, is looked at once for each rest of a path") {
  constexpr int levels = 20;  // 2^20 ways lead through it
  std::string value = R"({"z":1})";
  std::string path = "a";
  for (int i = 0; i < levels; ++i) {
    value = R"({"0":[)" + value + "]}";
    path += ".0.0";
  }
  const std::string document = R"({"a":[)" + value + "]}";
  CHECK(matches("{\"" + path + ".z\":1}", document));
  std::size_t tried = 0;
  const std::vector<PathPart> parts = partsOf(path + ".y");
  CHECK(!anyValueAt(parts, parseJson(document), ArraysAtTheEnd::opened, [&](const Value*) {
    ++tried;
    return false;
  }));
  CHECK(tried <= parts.size());
}

TEST_CASE("null stands for what is missing, too") {
  check({
      {R"({"a":null})", {R"({"a":null})", "{}", R"({"a":[1,null]})"}, {R"({"a":0})", R"({"a":[]})", R"({"a":[1]})"}},
      {R"({"a.b":null})",
       {R"({"a":{}})", R"({"a":5})", "{}", R"({"a":[{"b":1},{}]})"},
       {R"({"a":{"b":1}})", R"({"a":[{"b":1}]})", R"({"a":[1,2]})", R"({"a":[]})"}},
      {R"({"a":{"$ne":null}})", {R"({"a":1})", R"({"a":[]})"}, {"{}", R"({"a":null})"}},
      {R"({"a":{"$in":[null,7]}})", {"{}", R"({"a":7})"}, {R"({"a":1})"}},
      {R"({"a":{"$gte":null}})", {"{}", R"({"a":null})"}, {R"({"a":0})"}},
      {R"({"a":{"$gt":null}})", {}, {"{}", R"({"a":null})", R"({"a":1})"}},
      {R"({"a":{"$exists":true}})", {R"({"a":null})", R"({"a":[]})"}, {"{}"}},
      {R"({"a":{"$exists":false}})", {"{}"}, {R"({"a":null})"}},
      {R"({"a.b":{"$exists":false}})", {R"({"a":[1]})", R"({"a":[{}]})"}, {R"({"a":[1,{"b":2}]})"}},
  });
}

TEST_CASE("less and greater compare values of one type, MinKey and MaxKey with all") {
  check({
      {R"({"a":{"$gt":5}})",
       {R"({"a":6})", R"({"a":5.5})", R"({"a":{"$numberDecimal":"5.000000000000000000000000000000001"}})"},
       {R"({"a":5})", R"({"a":"z"})", "{}", R"({"a":{"$numberDouble":"NaN"}})"}},
      {R"({"a":{"$lte":5}})", {R"({"a":5})", R"({"a":-1})"}, {R"({"a":null})", R"({"a":{"$numberDouble":"NaN"}})"}},
      {R"({"a":{"$gte":"b"}})", {R"({"a":"b"})", R"({"a":"c"})"}, {R"({"a":"a"})", R"({"a":9})"}},
      {R"({"a":{"$gt":{"b":1}}})", {R"({"a":{"b":2}})", R"({"a":{"b":1,"c":0}})"}, {R"({"a":{"a":9}})", R"({"a":2})"}},
      {R"({"a":{"$lt":[2]}})", {R"({"a":[1,9]})", R"({"a":[[1]]})"}, {R"({"a":[3]})", R"({"a":1})"}},
      {R"({"a":{"$gt":{"$minKey":1}}})", {R"({"a":1})", "{}", R"({"a":"x"})"}, {R"({"a":{"$minKey":1}})"}},
      {R"({"a":{"$lt":{"$maxKey":1}}})", {R"({"a":1})", "{}"}, {R"({"a":{"$maxKey":1}})"}},
      {R"({"a":{"$lt":9007199254740993}})", {R"({"a":9007199254740992.0})"}, {R"({"a":9007199254740994.0})"}},
      {R"({"a":{"$lt":true}})", {R"({"a":false})"}, {R"({"a":true})", R"({"a":0})"}},
      {R"({"a":{"$gt":{"$date":1000}}})", {R"({"a":{"$date":1001}})"}, {R"({"a":{"$date":1000}})", R"({"a":2000})"}},
  });
}

TEST_CASE("arrays match by their elements, and as a whole") {
  check({
      {R"({"a":2})", {R"({"a":[1,2]})"}, {R"({"a":[[2]]})"}},
      {R"({"a":[1,2]})", {R"({"a":[1,2]})", R"({"a":[[1,2],3]})"}, {R"({"a":[2,1]})", R"({"a":[1,2,3]})"}},
      {R"({"a":{"$gt":1,"$lt":5}})", {R"({"a":[0,9]})", R"({"a":3})"}, {R"({"a":[0,1]})"}},
      {R"({"a":{"$ne":2}})", {R"({"a":[1]})", "{}"}, {R"({"a":[1,2]})"}},
      {R"({"a.b":2})", {R"({"a":[{"b":1},{"b":2}]})", R"({"a":{"b":[2]}})"}, {R"({"a":[[{"b":2}]]})"}},
      {R"({"a.1":2})", {R"({"a":[1,2]})", R"({"a":{"1":2}})", R"({"a":[{"1":2}]})"}, {R"({"a":[2,1]})"}},
      {R"({"a.0.b":1})", {R"({"a":[{"b":1}]})"}, {R"({"a":[{"b":2},{"b":1}]})"}},
      {R"({"a.01":2})", {R"({"a":{"01":2}})"}, {R"({"a":[1,2]})"}},
      {R"({"a":{"$size":2}})", {R"({"a":[1,2]})"}, {R"({"a":[1]})", R"({"a":[[1,2]]})", R"({"a":2})", "{}"}},
      {R"({"a":{"$all":[1,2]}})", {R"({"a":[2,3,1]})"}, {R"({"a":[1]})", "{}"}},
      {R"({"a":{"$all":[1]}})", {R"({"a":1})"}, {R"({"a":2})"}},
      {R"({"a":{"$all":[]}})", {}, {R"({"a":[]})", "{}"}},
      {R"({"a":{"$all":[{"$elemMatch":{"b":1}},{"$elemMatch":{"b":2}}]}})",
       {R"({"a":[{"b":1},{"b":2}]})"},
       {R"({"a":[{"b":1}]})"}},
      {R"({"a":{"$elemMatch":{"$gt":1,"$lt":5}}})", {R"({"a":[0,3]})"}, {R"({"a":[0,9]})", R"({"a":3})", "{}"}},
      {R"({"a":{"$elemMatch":{"b":1,"c":2}}})",
       {R"({"a":[{"b":1,"c":2}]})"},
       {R"({"a":[{"b":1},{"c":2}]})", R"({"a":{"b":1,"c":2}})"}},
      {R"({"a":{"$elemMatch":{"$or":[{"b":1},{"c":1}]}}})", {R"({"a":[{"c":1}]})"}, {R"({"a":[{"b":2}]})"}},
      {R"({"a":{"$elemMatch":{"$elemMatch":{"$gt":3}}}})", {R"({"a":[[1,4]]})"}, {R"({"a":[4]})"}},
      {R"({"a":{"$not":{"$elemMatch":{"$gt":3}}}})", {R"({"a":[1]})", "{}"}, {R"({"a":[4]})"}},
  });
}

TEST_CASE("lists of values, negations and combinations") {
  check({
      {R"({"a":{"$in":[1,"x"]}})", {R"({"a":1.0})", R"({"a":["y","x"]})"}, {R"({"a":2})", "{}"}},
      {R"({"a":{"$in":[]}})", {}, {"{}", R"({"a":1})"}},
      {R"({"a":{"$nin":[1,2]}})", {R"({"a":3})", "{}"}, {R"({"a":[3,1]})"}},
      {R"({"a":{"$in":[{"$regularExpression":{"pattern":"^b","options":"i"}},7]}})",
       {R"({"a":"Bonn"})", R"({"a":7})"},
       {R"({"a":"abc"})"}},
      {R"({"a":{"$not":{"$gt":5}}})", {R"({"a":5})", R"({"a":"x"})", "{}"}, {R"({"a":6})"}},
      {R"({"a":{"$not":{"$gt":5,"$lt":9}}})", {R"({"a":5})", R"({"a":9})"}, {R"({"a":6})"}},
      {R"({"$and":[{"a":1},{"b":1}]})", {R"({"a":1,"b":1})"}, {R"({"a":1})"}},
      {R"({"$or":[{"a":1},{"b":1}]})", {R"({"a":1})", R"({"b":1})"}, {"{}"}},
      {R"({"$nor":[{"a":1},{"b":1}]})", {"{}"}, {R"({"a":1})", R"({"b":1})"}},
      {R"({"a":1,"$comment":"why"})", {R"({"a":1})"}, {"{}"}},
      {R"({"a":{"$ref":"c","$id":1}})", {R"({"a":{"$ref":"c","$id":1}})"}, {R"({"a":1})"}},
  });
}

TEST_CASE("types, remainders and regular expressions") {
  check({
      {R"({"a":{"$type":"string"}})", {R"({"a":"x"})", R"({"a":[1,"x"]})"}, {R"({"a":1})", "{}"}},
      {R"({"a":{"$type":"array"}})", {R"({"a":[]})", R"({"a":[[1]]})"}, {R"({"a":1})"}},
      {R"({"a":{"$type":["int",2]}})", {R"({"a":1})", R"({"a":"x"})"}, {R"({"a":1.5})"}},
      {R"({"a":{"$type":"number"}})", {R"({"a":1.5})", R"({"a":{"$numberDecimal":"1"}})"}, {R"({"a":"1"})"}},
      {R"({"a":{"$mod":[4,1]}})", {R"({"a":5})", R"({"a":5.9})", R"({"a":[2,1]})"}, {R"({"a":4})", R"({"a":"5"})"}},
      {R"({"a":{"$mod":[-1,0]}})", {R"({"a":{"$numberLong":"-9223372036854775808"}})"}, {R"({"a":"x"})"}},
      {R"({"a":{"$regex":"^b.d$"}})", {R"({"a":"bad"})", R"({"a":["x","bed"]})"}, {R"({"a":"Bad"})", R"({"a":1})"}},
      {R"({"a":{"$regex":"^B","$options":"im"}})", {R"({"a":"a\nb"})"}, {R"({"a":"ab"})"}},
      {R"({"a":{"$regex":"a.b","$options":"s"}})", {R"({"a":"a\nb"})"}, {R"({"a":"ab"})"}},
      {R"({"a":{"$regex":"a b # c","$options":"x"}})", {R"({"a":"ab"})"}, {R"({"a":"a b"})"}},
      {R"({"a":{"$regex":"^b$","$options":"i"}})",
       {R"({"a":"B"})", R"({"a":{"$regularExpression":{"pattern":"^b$","options":"i"}}})"},
       {R"({"a":{"$regularExpression":{"pattern":"^b$","options":""}}})",
        R"({"a":{"$regularExpression":{"pattern":"b","options":"i"}}})"}},
      {R"({"a":{"$in":[{"$regularExpression":{"pattern":"^b","options":""}},7]}})",
       {R"({"a":"bc"})", R"({"a":[7]})", R"({"a":{"$regularExpression":{"pattern":"^b","options":""}}})"},
       {R"({"a":"cb"})", R"({"a":{"$regularExpression":{"pattern":"b","options":""}}})"}},
      {R"({"a":{"$eq":{"$regularExpression":{"pattern":"^b","options":""}}}})",
       {R"({"a":[{"$regularExpression":{"pattern":"^b","options":""}}]})"},
       {R"({"a":"bc"})", R"({"a":{"$regularExpression":{"pattern":"^b","options":"i"}}})"}},
      {R"({"a":{"$regex":"^.$"}})", {"{\"a\":\"\xC3\xA9\"}"}, {R"({"a":"ab"})"}},
      {R"({"a":{"$regularExpression":{"pattern":"b","options":""}}})",
       {R"({"a":"abc"})", R"({"a":{"$regularExpression":{"pattern":"b","options":""}}})"},
       {R"({"a":"x"})"}},
      {R"({"a":{"$not":{"$regex":"b"}}})", {R"({"a":"x"})", "{}"}, {R"({"a":"abc"})"}},
  });
}

TEST_CASE("what is no filter is invalid") {
  for (const char* filter : {R"({"$wat":1})",
                             R"({"a":{"$wat":1}})",
                             R"({"$and":[]})",
                             R"({"$or":{}})",
                             R"({"$nor":[1]})",
                             R"({"$not":{}})",
                             R"({"a":{"$in":1}})",
                             R"({"a":{"$in":[{"$gt":1}]}})",
                             R"({"a":{"$not":{}}})",
                             R"({"a":{"$not":3}})",
                             R"({"a":{"$gt":1,"b":1}})",
                             R"({"a":{"$type":"wat"}})",
                             R"({"a":{"$type":99}})",
                             R"({"a":{"$mod":[0,1]}})",
                             R"({"a":{"$mod":[1]}})",
                             R"({"a":{"$mod":[1,2,3]}})",
                             R"({"a":{"$size":-1}})",
                             R"({"a":{"$size":1.5}})",
                             R"({"a":{"$regex":"("}})",
                             R"({"a":{"$regex":"a","$options":"q","$ne":1}})",
                             R"({"a":{"$options":"i"}})",
                             R"({"a":{"$regex":1}})",
                             R"({"a":{"$regex":"a\u0000b"}})",
                             R"({"a":{"$elemMatch":1}})",
                             R"({"a":{"$all":1}})",
                             R"({"a":{"$all":[{"$gt":1}]}})",
                             R"({"a":{"$ne":{"$regularExpression":{"pattern":"a","options":""}}}})",
                             R"({"a":{"$gt":{"$regularExpression":{"pattern":"a","options":""}}}})"}) {
    INFO(filter);
    CHECK(faultOf(filter) == QueryFault::Kind::invalid);
  }
}

TEST_CASE("operators that need MongoDB are named") {
  for (const char* name : {"$where", "$text", "$jsonSchema"}) {
    try {
      Filter{parseJson(std::string("{\"") + name + "\":{}}")};
      FAIL_CHECK("it was read");
    } catch (const QueryFault& fault) {
      CHECK(fault.kind() == QueryFault::Kind::unsupported);
      CHECK(std::string(fault.what()) == std::string(name) + " needs MongoDB");
    }
  }
  CHECK(faultOf(R"({"a":{"$geoWithin":{}}})") == QueryFault::Kind::unsupported);
  CHECK(faultOf(R"({"a":{"$bitsAllSet":1}})") == QueryFault::Kind::unsupported);
  CHECK(faultOf(R"({"$expr":{"$toString":"$a"}})") == QueryFault::Kind::unsupported);
  CHECK(faultOf(R"({"a":{"$elemMatch":{"$expr":true}}})") == QueryFault::Kind::unsupported);
}

TEST_CASE("a regular expression that would take for ever ends with a fault") {
  const Filter filter(parseJson(R"({"a":{"$regex":"^(a+)+$"}})"));
  CHECK(filter.matches(parseJson(R"({"a":"aaaa"})")));
  const std::string text = "{\"a\":\"" + std::string(64, 'a') + "b\"}";
  CHECK_THROWS_AS(filter.matches(parseJson(text)), QueryFault);
}

TEST_CASE("a fault quotes no value") {
  for (const char* filter : {R"({"a":{"$regex":"(hunter2"}})", R"({"a":{"$type":"hunter2"}})",
                             R"({"a":{"$in":"hunter2"}})", R"({"a":{"$size":"hunter2"}})"}) {
    try {
      Filter{parseJson(filter)};
      FAIL_CHECK("it was read");
    } catch (const QueryFault& fault) {
      CHECK(std::string(fault.what()).find("hunter2") == std::string::npos);
    }
  }
}

TEST_CASE("a filter tells the paths that it looks at") {
  const Filter filter(parseJson(
      R"({"a":1,"$or":[{"b.c":1},{"$nor":[{"d":1}]}],"e":{"$elemMatch":{"f":1}},"g":{"$not":{"$elemMatch":{"h":1}}}})"));
  CHECK(filter.paths() == std::vector<std::string>{"a", "b.c", "d", "e", "e.f", "g", "g.h"});
}

TEST_CASE("only what every match fulfils is a constraint") {
  const Filter filter(parseJson(
      R"({"a":1,"b":{"$gt":2,"$ne":3},"$or":[{"c":1}],"$and":[{"d":{"$in":[1,2]}}],"e":{"$not":{"$gt":1}}})"));
  std::vector<std::string> paths;
  for (const Constraint& constraint : filter.constraints()) paths.push_back(constraint.path);
  CHECK(paths == std::vector<std::string>{"a", "b", "d"});
}

}  // namespace rest::tests
