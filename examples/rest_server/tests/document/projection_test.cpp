// What projections show of documents, and which projections are none.
#include "document/query/projection.hpp"

#include "document/json.hpp"
#include "tests/support/catch.hpp"

namespace rest::tests {
namespace {

using namespace query;

std::string shown(std::string_view projection, std::string_view document) {
  std::string json;
  appendJson(json, Projection(parseJson(projection)).apply(parseJson(document)));
  return json;
}

QueryFault::Kind faultOf(std::string_view projection) {
  try {
    Projection{parseJson(projection)};
  } catch (const QueryFault& fault) {
    return fault.kind();
  }
  FAIL("it is a projection");
  throw std::logic_error("unreachable");
}

constexpr const char* document =
    R"({"_id":1,"a":1,"b":{"c":2,"d":3},"l":[{"x":1,"y":2},4,[{"x":5},6],{"y":7}],"n":[1,2,3,4]})";

}  // namespace

TEST_CASE("an inclusion shows what it names and the _id, in the document's order") {
  CHECK(shown("{}", document) == document);
  CHECK(shown(R"({"b":1,"a":true})", document) == R"({"_id":1,"a":1,"b":{"c":2,"d":3}})");
  CHECK(shown(R"({"a":1,"_id":0})", document) == R"({"a":1})");
  CHECK(shown(R"({"_id":1})", document) == R"({"_id":1})");
  CHECK(shown(R"({"b.c":1})", document) == R"({"_id":1,"b":{"c":2}})");
  CHECK(shown(R"({"b":{"c":1}})", document) == R"({"_id":1,"b":{"c":2}})");
  CHECK(shown(R"({"l.x":1})", document) == R"({"_id":1,"l":[{"x":1},[{"x":5}],{}]})");
  CHECK(shown(R"({"a.b":1})", document) == R"({"_id":1})");
  CHECK(shown(R"({"l.0":1})", document) == R"({"_id":1,"l":[{},[{}],{}]})");
}

TEST_CASE("an exclusion hides what it names") {
  CHECK(shown(R"({"b":0,"l":0,"n":false})", document) == R"({"_id":1,"a":1})");
  CHECK(shown(R"({"_id":0,"b":0,"l":0})", document) == R"({"a":1,"n":[1,2,3,4]})");
  CHECK(shown(R"({"_id":0})", R"({"_id":1,"a":1})") == R"({"a":1})");
  CHECK(shown(R"({"b.c":0})", R"({"b":{"c":1,"d":2}})") == R"({"b":{"d":2}})");
  CHECK(shown(R"({"l.x":0})", R"({"l":[{"x":1,"y":2},4,[{"x":5},6]]})") == R"({"l":[{"y":2},4,[{},6]]})");
}

TEST_CASE("$slice and $elemMatch cut arrays") {
  const char* numbers = R"({"_id":1,"n":[1,2,3,4],"z":0})";
  CHECK(shown(R"({"n":{"$slice":2}})", numbers) == R"({"_id":1,"n":[1,2],"z":0})");
  CHECK(shown(R"({"n":{"$slice":-3}})", numbers) == R"({"_id":1,"n":[2,3,4],"z":0})");
  CHECK(shown(R"({"n":{"$slice":[1,2]}})", numbers) == R"({"_id":1,"n":[2,3],"z":0})");
  CHECK(shown(R"({"n":{"$slice":[-2,1]}})", numbers) == R"({"_id":1,"n":[3],"z":0})");
  CHECK(shown(R"({"z":1,"n":{"$slice":1}})", numbers) == R"({"_id":1,"n":[1],"z":0})");
  CHECK(shown(R"({"n":{"$elemMatch":{"$gt":2}}})", numbers) == R"({"_id":1,"n":[3]})");
  CHECK(shown(R"({"n":{"$elemMatch":{"$gt":9}}})", numbers) == R"({"_id":1})");
  CHECK(shown(R"({"l":{"$elemMatch":{"y":7}}})", document) == R"({"_id":1,"l":[{"y":7}]})");
}

TEST_CASE("$elemMatch stands beside exclusions, whichever is named first") {
  for (const char* projection :
       {R"({"n":{"$elemMatch":{"$gt":2}},"b":0,"l":0})", R"({"b":0,"l":0,"n":{"$elemMatch":{"$gt":2}}})"}) {
    INFO(projection);
    CHECK(shown(projection, document) == R"({"_id":1,"a":1,"n":[3]})");
  }
  CHECK(shown(R"({"b":0,"l":0,"n":{"$elemMatch":{"$gt":9}}})", document) == R"({"_id":1,"a":1})");
  CHECK(shown(R"({"n":{"$elemMatch":{"$gt":2}},"l":{"$slice":1}})", document) ==
        R"({"_id":1,"a":1,"b":{"c":2,"d":3},"l":[{"x":1,"y":2}],"n":[3]})");
  CHECK(shown(R"({"_id":0,"n":{"$elemMatch":{"$gt":2}}})", document) == R"({"n":[3]})");
}

TEST_CASE("what an $elemMatch finds stands after the members that are included") {
  CHECK(shown(R"({"n":{"$elemMatch":{"$gt":2}},"l":{"$elemMatch":{"y":7}},"z":1})",
              R"({"_id":1,"l":[{"y":7}],"n":[3],"z":0})") == R"({"_id":1,"z":0,"n":[3],"l":[{"y":7}]})");
}

TEST_CASE("a Decimal128 of zero excludes, like every other zero") {
  for (const char* zero : {"0", "-0", "0E+3", "0.00", "0E-6176"}) {
    INFO(zero);
    CHECK(shown("{\"a\":{\"$numberDecimal\":\"" + std::string(zero) + "\"}}", R"({"_id":1,"a":1,"b":2})") ==
          R"({"_id":1,"b":2})");
  }
  CHECK(shown(R"({"a":{"$numberDecimal":"1E-6176"}})", R"({"_id":1,"a":1,"b":2})") == R"({"_id":1,"a":1})");
}

TEST_CASE("what is no projection is invalid, what computes needs MongoDB") {
  using Kind = QueryFault::Kind;
  for (const char* projection :
       {R"({"a":1,"b":0})", R"({"a":0,"b":1})", R"({"a":1,"a.b":1})", R"({"a.b":1,"a":1})", R"({"a":{}})",
        R"({"a":{"$slice":"x"}})", R"({"a":{"$slice":[1,0]}})", R"({"a":{"$elemMatch":1}})",
        R"({"a.b":{"$elemMatch":{}}})", R"({"a":{"$slice":1,"b":1}})", R"({"a":{"$elemMatch":{},"$slice":1}})",
        R"({"a..b":1})", R"({"":1})"}) {
    INFO(projection);
    CHECK(faultOf(projection) == Kind::invalid);
  }
  for (const char* projection :
       {R"({"a":"$b"})", R"({"a":{"$add":[1,2]}})", R"({"a":{"$meta":"textScore"}})", R"({"a.$":1})"}) {
    INFO(projection);
    CHECK(faultOf(projection) == Kind::unsupported);
  }
}

TEST_CASE("a projection tells the paths that it names") {
  CHECK(Projection(parseJson(R"({"a":1,"b":{"c":1,"d":1},"_id":0})")).paths() ==
        std::vector<std::string>{"a", "b.c", "b.d", "_id"});
}

}  // namespace rest::tests
