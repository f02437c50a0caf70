#include "api/resources/pipeline_variables.hpp"

#include "api/request_error.hpp"
#include "document/json.hpp"
#include "tests/support/catch.hpp"

namespace rest::api {
namespace {

std::string put(std::string_view values, std::string_view stages, std::string_view claims = "{}") {
  const PipelineVariables variables(parseJson(values), parseJson(claims), PageNumbers{3, 10});
  std::string text;
  appendJson(text, variables.putInto(parseJsonContainer(stages).document));
  return text;
}

bool isRefused(std::string_view values, std::string_view stages) {
  try {
    put(values, stages);
    return false;
  } catch (const RequestError& error) {
    CHECK(error.status() == 400);
    return true;
  }
}

}  // namespace

TEST_CASE("a variable of a pipeline becomes its value, of whatever type") {
  CHECK(put(R"({"g":1})", R"([{"$match":{"g":{"$var":"g"}}}])") == R"({"0":{"$match":{"g":1}}})");
  CHECK(put(R"({"g":null})", R"([{"$match":{"g":{"$var":"g"}}}])") == R"({"0":{"$match":{"g":null}}})");
  CHECK(put(R"({"g":{"a":[1,2]}})", R"([{"x":[{"$var":"g.a"},{"$var":"g"}]}])") ==
        R"({"0":{"x":[[1,2],{"a":[1,2]}]}})");
  CHECK(put("{}", R"([{"$match":{"a":{"$gt":1},"b":[]}}])") == R"({"0":{"$match":{"a":{"$gt":1},"b":[]}}})");
}

TEST_CASE("a variable may have a default, and the page is known") {
  CHECK(put("{}", R"([{"x":{"$var":["g",5]}}])") == R"({"0":{"x":5}})");
  CHECK(put(R"({"g":1})", R"([{"x":{"$var":["g",5]}}])") == R"({"0":{"x":1}})");
  CHECK(put("{}", R"([{"$skip":{"$var":"@skip"}},{"$limit":{"$var":"@limit"}},{"p":{"$var":"@page"}}])") ==
        R"({"0":{"$skip":20},"1":{"$limit":10},"2":{"p":3}})");
  // What the request says of the page counts, not what avars says of it.
  CHECK(put(R"({"@skip":0})", R"([{"$skip":{"$var":"@skip"}}])") == R"({"0":{"$skip":20}})");
}

TEST_CASE("the user's claims are put in as values, and nobody else's") {
  const char* stages = R"([{"$match":{"owner":{"$var":"@user.sub"}}}])";
  CHECK(put("{}", stages, R"({"sub":"me"})") == R"({"0":{"$match":{"owner":"me"}}})");
  CHECK(put(R"({"@user":{"sub":"you"}})", stages, R"({"sub":"me"})") == R"({"0":{"$match":{"owner":"me"}}})");
  CHECK(isRefused(R"({"@user":{"sub":"you"}})", stages));
  CHECK_THROWS_AS(put("{}", stages, R"({"sub":{"$ne":null}})"), RequestError);
}

TEST_CASE("a variable brings no reference to a member into a pipeline, nor does a claim") {
  const char* stages = R"([{"$group":{"_id":{"$var":"g"}}}])";
  for (const char* values :
       {R"({"g":"$secret"})", R"({"g":"$$ROOT"})", R"({"g":["$secret"]})", R"({"g":{"a":"$b"}})"}) {
    INFO(values);
    CHECK(isRefused(values, stages));
  }
  CHECK_THROWS_AS(put(R"({"g":1})", stages, R"({"sub":"$secret"})"), RequestError);
}

TEST_CASE("a variable brings no pattern and no code into a pipeline, nor does a claim") {
  const char* stages = R"([{"$match":{"g":{"$var":"g"},"owner":{"$var":["@user.sub",1]}}}])";
  for (const char* value : {R"({"$regularExpression":{"pattern":"","options":""}})", R"({"$regex":"","$options":"i"})",
                            R"([{"$regularExpression":{"pattern":"","options":""}}])", R"({"$code":"x"})",
                            R"({"$minKey":1})", R"({"$maxKey":1})", R"({"a":{"$timestamp":{"t":1,"i":1}}})"}) {
    INFO(value);
    CHECK(isRefused("{\"g\":" + std::string(value) + '}', stages));
    try {
      put(R"({"g":1})", stages, "{\"sub\":" + std::string(value) + '}');
      FAIL_CHECK("it was put in");
    } catch (const RequestError& error) {
      CHECK(error.status() == 403);
    }
  }
}

TEST_CASE("a claim that is null is no claim, since null would find what is missing") {
  const char* stages = R"([{"$match":{"owner":{"$var":"@user.sub"}}}])";
  CHECK(put("{}", stages, R"({"sub":"me","name":null})") == R"({"0":{"$match":{"owner":"me"}}})");
  CHECK_THROWS_AS(put("{}", stages, R"({"sub":null})"), RequestError);
  CHECK_THROWS_AS(put("{}", stages, R"({"sub":["a",null]})"), RequestError);
  CHECK(put("{}", R"([{"x":{"$var":["@user.sub",5]}}])", R"({"sub":null})") == R"({"0":{"x":5}})");
  CHECK(put("{}", R"([{"$ifvar":["@user.sub",{"a":1},{"b":1}]}])", R"({"sub":null})") == R"({"0":{"b":1}})");
}

TEST_CASE("a stage may depend on whether a variable is given") {
  const char* stages = R"([{"$ifvar":["g",{"a":1},{"b":1}]},{"$ifvar":[["g","h"],{"c":1}]},{"d":1}])";
  CHECK(put("{}", stages) == R"({"0":{"b":1},"1":{"d":1}})");
  CHECK(put(R"({"g":1})", stages) == R"({"0":{"a":1},"1":{"d":1}})");
  CHECK(put(R"({"g":1,"h":2})", stages) == R"({"0":{"a":1},"1":{"c":1},"2":{"d":1}})");
}

TEST_CASE("a variable brings no operator into a pipeline, and none is left without a value") {
  const char* stages = R"([{"$match":{"g":{"$var":"g"}}}])";
  CHECK(!isRefused(R"({"g":1})", stages));
  CHECK(!isRefused(R"({"g":"5$"})", stages));
  CHECK(isRefused(R"({"g":{"$gt":0}})", stages));
  CHECK(isRefused(R"({"g":{"a":[{"$ne":0}]}})", stages));
  CHECK(isRefused(R"({"g":1,"$x":1})", stages));
  CHECK(isRefused("{}", stages));
  CHECK(isRefused("{}", R"([{"x":{"$var":["g"]}}])"));
  CHECK(isRefused("{}", R"([{"x":{"$var":1}}])"));
  CHECK(isRefused("{}", R"([{"$ifvar":"g"}])"));
  CHECK(isRefused("{}", R"([{"$ifvar":["g"]}])"));
}

}  // namespace rest::api
