#include "api/request/hidden_members.hpp"

#include "api/request_error.hpp"
#include "document/json.hpp"
#include "tests/support/catch.hpp"

namespace rest::api {
namespace {

HiddenMembers hidden(std::string_view projectResponse) {
  return HiddenMembers(parseJson(projectResponse));
}

template <class Question>
bool isRefused(Question ask) {
  try {
    ask();
    return false;
  } catch (const RequestError& error) {
    CHECK(error.status() == 403);
    return true;
  }
}

bool refusesFilter(const HiddenMembers& members, std::string_view filter) {
  return isRefused([&] { members.refuseFilter(parseJson(filter)); });
}

bool refusesChange(const HiddenMembers& members, std::string_view body) {
  return isRefused([&] { members.refuseChange(parseJsonContainer(body)); });
}

bool refusesKeys(const HiddenMembers& members, std::string_view keys) {
  return isRefused([&] { members.refuseProjection(parseJson(keys)); });
}

}  // namespace

TEST_CASE("a hidden member cannot be asked for, wherever a filter hides the question") {
  const HiddenMembers members = hidden(R"({"secret":0,"a.b":0})");
  for (const char* filter :
       {R"({"secret":1})", R"({"x":1,"secret":{"$gt":1}})", R"({"secret.x":1})", R"({"a":{"b":1}})", R"({"a.b":1})",
        R"({"a.b.c":1})", R"({"$or":[{"x":1},{"secret":1}]})", R"({"$and":[{"$nor":[{"secret":1}]}]})",
        R"({"a.0.b":1})", R"({"a.0":1})", R"({"secret.12.x":1})", R"({"a.0.b.1":1})",
        R"({"$expr":{"$eq":["$secret",1]}})", R"({"$jsonSchema":{}})", R"({"$text":{"$search":"x"}})"}) {
    INFO(filter);
    CHECK(refusesFilter(members, filter));
  }
  for (const char* filter : {"{}", R"({"x":1})", R"({"secrets":1})", R"({"a.c":1})", R"({"a.0.c":1})", R"({"_id":1})",
                             R"({"$or":[{"x":1},{"a.c":2}]})", R"({"x":{"secret":1}})"}) {
    INFO(filter);
    CHECK(!refusesFilter(members, filter));
  }
}

TEST_CASE("a change does not bring a hidden member to light, by its value or by an error") {
  const HiddenMembers members = hidden(R"({"secret":0,"a.b":0})");
  for (const char* body :
       {R"({"$rename":{"secret":"open"}})", R"({"$rename":{"secret.x":"open"}})",
        R"({"x":1,"$rename":{"x":"y","a":"open"}})", R"({"$inc":{"secret":1}})", R"({"$push":{"a.b":1}})",
        R"({"$inc":{"a.0.b":1}})", R"({"$inc":{"a.$[].b":1}})", R"({"$pull":{"secret.list":1}})",
        R"({"$max":{"secret":1}})", R"([{"$set":{"open":"$secret"}}])", R"([{"$set":{"x":1}}])"}) {
    INFO(body);
    CHECK(refusesChange(members, body));
    CHECK(!refusesChange(hidden("{}"), body));
  }
  for (const char* body : {R"({"x":1})", R"({"secret":1})", R"({"$set":{"secret":1}})", R"({"$unset":{"a.b":1}})",
                           R"({"$rename":{"x":"y"}})", R"({"$inc":{"a.c":1}})"}) {
    INFO(body);
    CHECK(!refusesChange(members, body));
  }
  CHECK(refusesChange(hidden(R"({"open":1})"), R"({"$rename":{"x":"open"}})"));
}

TEST_CASE("a change within a hidden member would tell by its success what type that has") {
  const HiddenMembers members = hidden(R"({"secret":0,"a.b":0})");
  for (const char* body :
       {R"({"secret.x":1})", R"({"$set":{"secret.x":1}})", R"({"$set":{"secret.0":1}})", R"({"$unset":{"a.b.c":1}})",
        R"({"$currentDate":{"a.0.b.c":true}})", R"({"$rename":{"x":"secret.y"}})"}) {
    INFO(body);
    CHECK(refusesChange(members, body));
  }
  for (const char* body : {R"({"a.0.b":1})", R"({"a.c.d":1})", R"({"$rename":{"x":"secret"}})"}) {
    INFO(body);
    CHECK(!refusesChange(members, body));
  }
  CHECK(refusesChange(hidden(R"({"open":1,"b.c":1})"), R"({"x.y":1})"));
  CHECK(!refusesChange(hidden(R"({"open":1,"b.c":1})"), R"({"x":1,"b.d":1,"open.y":1})"));
}

TEST_CASE("where members are named that may be seen, all others are hidden") {
  const HiddenMembers members = hidden(R"({"a":1,"b.c":1})");
  for (const char* filter : {R"({"a":1})", R"({"a.x":1})", R"({"b.c":1})", R"({"_id":1})"}) {
    INFO(filter);
    CHECK(!refusesFilter(members, filter));
  }
  // A member of an object may be named "0", too, and is not shown.
  for (const char* filter : {R"({"x":1})", R"({"b":1})", R"({"b.d":1})", R"({"ab":1})", R"({"b.0.c":1})"}) {
    INFO(filter);
    CHECK(refusesFilter(members, filter));
  }
  CHECK(refusesFilter(hidden(R"({"a.0":1})"), R"({"a.0.x":1})"));
}

TEST_CASE("what a projection hides cannot be asked for, in whichever form it says so") {
  CHECK(refusesFilter(hidden(R"({"a":{"b":0}})"), R"({"a.b":1})"));
  CHECK(!refusesFilter(hidden(R"({"a":{"b":0}})"), R"({"x":1})"));
  CHECK(refusesFilter(hidden(R"({"a":{"b":1}})"), R"({"a.c":1})"));
  CHECK(!refusesFilter(hidden(R"({"a":{"b":1}})"), R"({"a.b":1})"));
  CHECK(refusesFilter(hidden(R"({"a":{"$slice":1}})"), R"({"a.1":1})"));
  CHECK(!refusesFilter(hidden(R"({"a":{"$slice":1}})"), R"({"x":1})"));
  CHECK(refusesFilter(hidden(R"({"a":{"$elemMatch":{"b":1}}})"), R"({"a":1})"));
  CHECK(refusesFilter(hidden(R"({"a":{"$elemMatch":{"b":1}}})"), R"({"x":1})"));
}

TEST_CASE("an _id that is hidden cannot be asked for, either") {
  for (const char* projection : {R"({"_id":0})", R"({"_id":0,"a":1})", R"({"_id":0,"a":0})"}) {
    INFO(projection);
    CHECK(refusesFilter(hidden(projection), R"({"_id":{"$gt":1}})"));
    CHECK(refusesFilter(hidden(projection), R"({"_id.x":1})"));
  }
  CHECK(!refusesFilter(hidden(R"({"_id":0})"), R"({"a":1})"));
  CHECK(refusesFilter(hidden(R"({"_id":1})"), R"({"a":1})"));
  CHECK(!refusesFilter(hidden(R"({"_id":1,"a":0})"), R"({"_id":1,"b":1})"));
}

TEST_CASE("an order or a hint by a hidden member is refused, and one that may look at any member") {
  const HiddenMembers members = hidden(R"({"secret":0,"a.b":0})");
  const auto refuses = [&](std::string_view names) {
    return isRefused([&] { members.refuseNames(parseJson(names), "hint"); });
  };
  for (const char* names : {R"({"secret":1})", R"({"x":1,"a.0.b":-1})", R"({"$**":1})", R"({"$natural":1})"}) {
    INFO(names);
    CHECK(refuses(names));
  }
  CHECK(!refuses(R"({"x":1,"a.c":1,"_id":1})"));
}

TEST_CASE("no name within the values for a pipeline is that of a hidden member") {
  const HiddenMembers members = hidden(R"({"secret":0,"a.b":0})");
  const auto refuses = [&](std::string_view values) {
    return isRefused([&] { members.refuseNamesWithin(parseJson(values), "avars"); });
  };
  for (const char* values : {R"({"order":{"secret":1}})", R"({"f":{"a":{"b":1}}})", R"({"f":[{"x":1},{"a.0.b":1}]})",
                             R"({"f":{"x":[{"secret":1}]}})"}) {
    INFO(values);
    CHECK(refuses(values));
  }
  CHECK(!refuses(R"({"secret":1,"x":"secret","order":{"a.c":1},"list":[1,[2,{"y":3}]]})"));
}

TEST_CASE("keys may leave hidden members out, but neither name nor compute them") {
  const HiddenMembers members = hidden(R"({"secret":0})");
  CHECK(!refusesKeys(members, R"({"secret":0})"));
  CHECK(!refusesKeys(members, R"({"a":1})"));
  CHECK(refusesKeys(members, R"({"secret":1})"));
  CHECK(refusesKeys(members, R"({"x":"$secret"})"));
  CHECK(refusesKeys(members, R"({"x":{"$concat":["$secret"]}})"));
  CHECK(refusesKeys(members, R"({"x":["$secret"]})"));
  CHECK(refusesKeys(hidden(R"({"a.b":0})"), R"({"a.0.b":1})"));
}

TEST_CASE("nothing is hidden without a projection") {
  const HiddenMembers members = hidden("{}");
  CHECK(!refusesFilter(members, R"({"$expr":{"$eq":["$a",1]}})"));
  CHECK(!refusesKeys(members, R"({"x":"$a"})"));
}

}  // namespace rest::api
