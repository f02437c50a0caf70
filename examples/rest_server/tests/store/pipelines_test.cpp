// Pipelines and expressions: what comes out of them, the same for each store, as MongoDB's manual says.
#include <utility>

#include "budget/request_budget.hpp"
#include "store/deviations.hpp"
#include "store/suite.hpp"

namespace rest::tests {
namespace {

Texts aggregated(const Collection& c, std::string_view stages) {
  return rest(*c.store().aggregate(c.name(), parseJsonContainer(stages).document));
}

/// What an expression makes of a document.
std::string computed(const Collection& c, const std::string& expression) {
  const Texts found = aggregated(c, R"([{"$project":{"_id":0,"x":)" + expression + "}}]");
  REQUIRE(found.size() == 1);
  return found.front();
}

}  // namespace

TEMPLATE_TEST_CASE("the stages of a pipeline take documents from one another", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.insertAll({R"({"_id":1,"k":"a","n":1,"l":[1,2]})", R"({"_id":2,"k":"b","n":5,"l":[]})",
               R"({"_id":3,"k":"a","n":2})", R"({"_id":4,"k":"c","n":3.5,"l":"x"})"});
  const std::pair<const char*, Texts> cases[] = {
      {R"([{"$match":{"k":"a"}},{"$match":{"n":{"$gt":1}}},{"$project":{"n":1}}])", {R"({"_id":3,"n":2})"}},
      {R"([{"$sort":{"n":-1}},{"$skip":1},{"$limit":2},{"$project":{"_id":1}}])", {R"({"_id":4})", R"({"_id":3})"}},
      {R"([{"$match":{"n":{"$lt":5}}},{"$count":"few"}])", {R"({"few":3})"}},
      {R"([{"$match":{"_id":1}},{"$unset":["k","l"]}])", {R"({"_id":1,"n":1})"}},
      {R"([{"$match":{"_id":1}},{"$unset":"l"},{"$addFields":{"k":"$n","m":{"$add":["$n",1]}}}])",
       {R"({"_id":1,"k":1,"n":1,"m":2})"}},
      {R"([{"$match":{"_id":3}},{"$set":{"s.t":"$k"}},{"$project":{"_id":0,"s":1}}])", {R"({"s":{"t":"a"}})"}},
      {R"([{"$match":{"_id":3}},{"$project":{"_id":0,"who":{"key":"$k","both":["$k","$absent"]}}}])",
       {R"({"who":{"key":"a","both":["a",null]}})"}},
      {R"([{"$match":{"_id":{"$lte":2}}},{"$unwind":"$l"},{"$project":{"l":1}}])",
       {R"({"_id":1,"l":1})", R"({"_id":1,"l":2})"}},
      {R"([{"$unwind":{"path":"$l","preserveNullAndEmptyArrays":true,"includeArrayIndex":"at"}},
           {"$sort":{"_id":1,"at":1}},{"$project":{"l":1,"at":1}}])",
       {R"({"_id":1,"l":1,"at":0})", R"({"_id":1,"l":2,"at":1})", R"({"_id":2,"at":null})", R"({"_id":3,"at":null})",
        R"({"_id":4,"l":"x","at":null})"}},
      {R"([{"$group":{"_id":"$k","sum":{"$sum":"$n"},"all":{"$push":"$n"},"least":{"$min":"$n"}}},{"$sort":{"_id":1}}])",
       {R"({"_id":"a","sum":3,"all":[1,2],"least":1})", R"({"_id":"b","sum":5,"all":[5],"least":5})",
        R"({"_id":"c","sum":3.5,"all":[3.5],"least":3.5})"}},
      {R"([{"$sort":{"_id":1}},{"$group":{"_id":null,"count":{"$sum":1},"mean":{"$avg":"$n"},"most":{"$max":"$n"},
           "first":{"$first":"$k"},"last":{"$last":"$l"}}}])",
       {R"({"_id":null,"count":4,"mean":2.875,"most":5,"first":"a","last":"x"})"}},
      {R"([{"$group":{"_id":{"k":"$k","small":{"$lt":["$n",3]}},"n":{"$sum":1}}},{"$match":{"_id.k":"a"}}])",
       {R"({"_id":{"k":"a","small":true},"n":2})"}},
      {R"([{"$group":{"_id":"$absent","keys":{"$addToSet":"$absent"}}}])", {R"({"_id":null,"keys":[]})"}},
      {R"([{"$match":{"$expr":{"$gt":["$n","$_id"]}}},{"$project":{"_id":1}}])", {R"({"_id":2})"}},
  };
  for (const auto& [stages, expected] : cases) {
    INFO(stages);
    CHECK(aggregated(c, stages) == expected);
  }
  CHECK(aggregated(c, "[]").size() == 4);
  if (!deviates(place, Deviation::countOfNothing)) {
    CHECK(aggregated(c, R"([{"$match":{"n":99}},{"$count":"none"}])").empty());
  }
  CHECK(aggregated(Collection(place.store(), place.database(), "absent"), "[]").empty());
  CHECK(c.ids(R"({"$expr":{"$eq":[{"$mod":["$_id",2]},0]},"k":"b"})") == Texts{"2"});
}

TEMPLATE_TEST_CASE("expressions compute as MongoDB's manual says", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.insert(R"({"_id":1,"i":7,"d":2.5,"t":"Abc","l":[3,1,2],"o":{"a":1,"b":{"c":2}},"z":null,
               "os":[{"q":1},{"q":2},{"r":3}],"at":{"$date":"2021-03-04T05:06:07.089Z"},"e":[]})");
  const std::pair<const char*, const char*> cases[] = {
      {R"({"$add":["$i",1]})", "8"},
      {R"({"$add":["$i",0.5]})", "7.5"},
      {R"({"$add":[2147483647,1]})", "2147483648"},
      {R"({"$add":["$i","$absent"]})", "null"},
      {R"({"$subtract":["$i",10]})", "-3"},
      {R"({"$multiply":["$i","$d"]})", "17.5"},
      {R"({"$divide":["$i",2]})", "3.5"},
      {R"({"$mod":["$i",4]})", "3"},
      {R"({"$abs":-4})", "4"},
      {R"({"$ceil":"$d"})", "3.0"},
      {R"({"$floor":"$d"})", "2.0"},
      {R"({"$eq":["$absent",null]})", "false"},
      {R"({"$lt":["$absent",null]})", "true"},
      {R"({"$cmp":["$i",8]})", "-1"},
      {R"({"$and":["$i",{"$gt":["$d",2]}]})", "true"},
      {R"({"$or":["$z","$absent",0]})", "false"},
      {R"({"$and":[]})", "true"},
      {R"({"$or":[]})", "false"},
      {R"({"$not":["$z"]})", "true"},
      {R"({"$cond":[{"$gte":["$i",7]},"yes","no"]})", R"("yes")"},
      {R"({"$cond":{"if":"$z","then":1,"else":"$t"}})", R"("Abc")"},
      {R"({"$ifNull":["$z","$absent","else"]})", R"("else")"},
      {R"({"$switch":{"branches":[{"case":"$z","then":1},{"case":true,"then":2}],"default":3}})", "2"},
      {R"({"$concat":["$t","-","x"]})", R"("Abc-x")"},
      {R"({"$concat":["$t","$z"]})", "null"},
      {R"({"$toLower":"$t"})", R"("abc")"},
      {R"({"$toUpper":"$absent"})", R"("")"},
      {R"({"$strLenCP":"$t"})", "3"},
      {R"({"$size":"$l"})", "3"},
      {R"({"$arrayElemAt":["$l",-1]})", "2"},
      {R"({"$first":"$l"})", "3"},
      {R"({"$last":"$l"})", "2"},
      {R"({"$concatArrays":["$l",["x"]]})", R"([3,1,2,"x"])"},
      {R"({"$isArray":["$l"]})", "true"},
      {R"({"$in":[1,"$l"]})", "true"},
      {R"({"$sum":"$l"})", "6"},
      {R"({"$avg":["$i",8]})", "7.5"},
      {R"({"$max":"$l"})", "3"},
      {R"({"$min":["$i","$d"]})", "2.5"},
      {R"({"$map":{"input":"$l","as":"n","in":{"$multiply":["$$n",2]}}})", "[6,2,4]"},
      {R"({"$filter":{"input":"$os","as":"o","cond":{"$gt":["$$o.q",1]}}})", R"([{"q":2}])"},
      {R"({"$let":{"vars":{"a":"$i"},"in":{"$add":["$$a","$$ROOT.i"]}}})", "14"},
      {R"({"$mergeObjects":["$o",{"a":5,"n":"$i"}]})", R"({"a":5,"b":{"c":2},"n":7})"},
      {R"({"$literal":"$i"})", R"("$i")"},
      {R"("$o.b.c")", "2"},
      {R"({"$year":"$at"})", "2021"},
      {R"({"$month":"$at"})", "3"},
      {R"({"$dayOfMonth":"$at"})", "4"},
      {R"({"$hour":"$at"})", "5"},
      {R"({"$millisecond":"$at"})", "89"},
  };
  for (const auto& [expression, expected] : cases) {
    INFO(expression);
    CHECK(computed(c, expression) == R"({"x":)" + std::string(expected) + '}');
  }
  CHECK(computed(c, R"("$absent")") == "{}");
  if (!deviates(place, Deviation::fieldPathsThroughArrays)) {
    CHECK(computed(c, R"("$os.q")") == R"({"x":[1,2]})");
  }
  CHECK(computed(c, R"({"$arrayElemAt":["$e",0]})") == "{}");
}

TEMPLATE_TEST_CASE("what is no pipeline is invalid", "[store]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.insert(R"({"_id":1,"n":1,"t":"x"})");
  for (const char* stages :
       {R"([{"$none":{}}])", R"([{"$match":{"n":{"$none":1}}}])", R"([{"$limit":0}])", R"([{"$limit":-1}])",
        R"([{"$skip":-1}])", R"([{"$count":"a.b"}])", R"([{"$count":"$a"}])", R"([{"$project":{"a":1,"b":0}}])",
        R"([{"$project":{}}])", R"([{"$group":{"n":{"$sum":1}}}])", R"([{"$unwind":"n"}])", R"([{"$unwind":{}}])",
        R"([{"$project":{"x":{"$cond":[1]}}}])", R"([{"$project":{"x":"$$nothing"}}])",
        R"([{"$project":{"x":{"$divide":["$n",0]}}}])", R"([{"$project":{"x":{"$size":"$n"}}}])",
        R"([{"$project":{"x":{"$add":["$n","$t"]}}}])", R"([{"$match":{"$expr":{"$eq":[1]}}}])"}) {
    INFO(stages);
    CHECK(kindOfFailure([&] { aggregated(c, stages); }) == StoreError::Kind::invalid);
  }
}

TEST_CASE("a pipeline of the embedded store works on the budget of its request", "[store]") {
  Sqlite place;
  const Collection c(place.store(), place.database());
  Texts documents;
  for (int i = 0; i < 200; ++i) {
    documents.push_back("{\"_id\":" + std::to_string(i) + ",\"t\":\"" + std::string(1000, 'x') +
                        "\",\"l\":[1,2,3,4,5,6,7,8]}");
  }
  c.insertAll(documents);
  const auto limitIn = [&](std::string_view stages, const RequestLimits& limits) -> std::optional<BudgetSpent::Limit> {
    const RequestBudget::Scope scope(std::make_shared<RequestBudget>(limits));
    try {
      aggregated(c, stages);
    } catch (const BudgetSpent& spent) {
      return spent.limit();
    }
    return std::nullopt;
  };
  const char* crossed = R"([{"$unwind":"$l"},{"$addFields":{"m":"$l"}},{"$unwind":"$m"},{"$count":"n"}])";
  CHECK(limitIn(crossed, {}) == std::nullopt);
  CHECK(limitIn(crossed, {.steps = 20'000}) == BudgetSpent::Limit::steps);
  for (const char* stages : {R"([{"$sort":{"t":1}},{"$limit":1}])", R"([{"$group":{"_id":"$_id","t":{"$push":"$t"}}}])",
                             R"([{"$group":{"_id":null,"t":{"$push":"$t"}}},{"$count":"n"}])"}) {
    INFO(stages);
    CHECK(limitIn(stages, {}) == std::nullopt);
    CHECK(limitIn(stages, {.memoryBytes = 100'000}) == BudgetSpent::Limit::memory);
  }
  std::string wraps = "[";
  for (int i = 0; i < 120; ++i) wraps += R"({"$project":{"x":"$$ROOT"}},)";
  wraps.back() = ']';
  CHECK(kindOfFailure([&] { aggregated(c, wraps); }) == StoreError::Kind::invalid);
}

}  // namespace rest::tests
