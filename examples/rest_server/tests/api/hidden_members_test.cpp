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
        R"({"$expr":{"$eq":["$secret",1]}})", R"({"$jsonSchema":{}})", R"({"$text":{"$search":"x"}})"}) {
    INFO(filter);
    CHECK(refusesFilter(members, filter));
  }
  for (const char* filter : {"{}", R"({"x":1})", R"({"secrets":1})", R"({"a.c":1})", R"({"_id":1})",
                             R"({"$or":[{"x":1},{"a.c":2}]})", R"({"x":{"secret":1}})"}) {
    INFO(filter);
    CHECK(!refusesFilter(members, filter));
  }
}

TEST_CASE("a change does not bring a hidden member to light, by its value or by an error") {
  const HiddenMembers members = hidden(R"({"secret":0,"a.b":0})");
  for (const char* body : {R"({"$rename":{"secret":"open"}})", R"({"$rename":{"secret.x":"open"}})",
                           R"({"x":1,"$rename":{"x":"y","a":"open"}})", R"({"$inc":{"secret":1}})",
                           R"({"$push":{"a.b":1}})", R"({"$pull":{"secret.list":1}})", R"({"$max":{"secret":1}})",
                           R"([{"$set":{"open":"$secret"}}])", R"([{"$set":{"x":1}}])"}) {
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

TEST_CASE("where members are named that may be seen, all others are hidden") {
  const HiddenMembers members = hidden(R"({"a":1,"b.c":1})");
  for (const char* filter : {R"({"a":1})", R"({"a.x":1})", R"({"b.c":1})", R"({"_id":1})"}) {
    INFO(filter);
    CHECK(!refusesFilter(members, filter));
  }
  for (const char* filter : {R"({"x":1})", R"({"b":1})", R"({"b.d":1})", R"({"ab":1})"}) {
    INFO(filter);
    CHECK(refusesFilter(members, filter));
  }
}

TEST_CASE("keys may leave hidden members out, but neither name nor compute them") {
  const HiddenMembers members = hidden(R"({"secret":0})");
  CHECK(!refusesKeys(members, R"({"secret":0})"));
  CHECK(!refusesKeys(members, R"({"a":1})"));
  CHECK(refusesKeys(members, R"({"secret":1})"));
  CHECK(refusesKeys(members, R"({"x":"$secret"})"));
  CHECK(refusesKeys(members, R"({"x":{"$concat":["$secret"]}})"));
}

TEST_CASE("nothing is hidden without a projection") {
  const HiddenMembers members = hidden("{}");
  CHECK(!refusesFilter(members, R"({"$expr":{"$eq":["$a",1]}})"));
  CHECK(!refusesKeys(members, R"({"x":"$a"})"));
}

}  // namespace rest::api
