#include <condition_variable>
#include <mutex>

#include "store/mongodb/mongodb_store.hpp"
#include "store/mongodb/shape.hpp"
#include "store/suite.hpp"

namespace rest::tests {
namespace {

/// Keeps the lines of a log and waits for one.
class Lines {
 public:
  void add(const std::string& line) {
    const std::lock_guard lock(mutex_);
    lines_.push_back(line);
    grew_.notify_all();
  }

  /// The first line with this text; empty when none comes.
  std::string with(std::string_view text) {
    std::unique_lock lock(mutex_);
    std::string found;
    grew_.wait_for(lock, std::chrono::seconds(60), [&] {
      for (const std::string& line : lines_) {
        if (line.find(text) != std::string::npos) found = line;
      }
      return !found.empty();
    });
    return found;
  }

 private:
  std::mutex mutex_;
  std::condition_variable grew_;
  Texts lines_;
};

}  // namespace

TEST_CASE("a filter's shape has its names and none of its values") {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"{}", "{}"},
      {R"({"a":"hunter2","b.c":7})", "{a: ?, b.c: ?}"},
      {R"({"a":{"hunter2":1}})", "{a: ?}"},
      {R"({"a":{"$gt":1,"$in":["hunter2"]}})", "{a: {$gt: ?, $in: ?}}"},
      {R"({"$or":[{"a":1},{"b":{"$not":{"$regex":"hunter2"}}}]})", "{$or: [{a: ?}, {b: {$not: {$regex: ?}}}]}"},
      {R"({"a":{"$elemMatch":{"b":{"$lt":5}}}})", "{a: {$elemMatch: {b: {$lt: ?}}}}"},
      {R"({"a":{"$eq":{"hunter2":1}}})", "{a: {$eq: ?}}"},
  };
  for (const auto& [filter, shape] : cases) {
    INFO(filter);
    CHECK(mongodb::shapeOfFilter(parseJson(filter)) == shape);
  }
  const Document pipeline =
      parseJsonContainer(R"([{"$match":{"a":"hunter2"}},{"$group":{"_id":"$hunter2"}}])").document;
  CHECK(mongodb::shapeOfPipeline(pipeline) == "[$match {a: ?}, $group]");
}

TEST_CASE("of a plan the innermost stages are named, with their indexes") {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {R"({"queryPlanner":{"winningPlan":{"stage":"COLLSCAN"}},"ok":1})", "COLLSCAN"},
      {R"({"queryPlanner":{"winningPlan":{"stage":"FETCH","inputStage":{"stage":"IXSCAN","indexName":"a_1"}}}})",
       "IXSCAN a_1"},
      {R"({"queryPlanner":{"winningPlan":{"queryPlan":{"stage":"SORT","inputStage":{"stage":"COLLSCAN"}}}}})",
       "COLLSCAN"},
      {R"({"queryPlanner":{"winningPlan":{"stage":"SUBPLAN","inputStage":{"stage":"OR","inputStages":[
          {"stage":"IXSCAN","indexName":"a_1"},{"stage":"IXSCAN","indexName":"b_1"}]}}}})",
       "IXSCAN a_1, IXSCAN b_1"},
      {R"({"stages":[{"$cursor":{"queryPlanner":{"winningPlan":{"stage":"COLLSCAN"}}}}]})", "COLLSCAN"},
      {R"({"queryPlanner":{"winningPlan":{"stage":"SINGLE_SHARD","shards":[{"winningPlan":{"stage":"COLLSCAN"}}]}}})",
       "COLLSCAN"},
      {R"({"ok":1})", ""},
  };
  for (const auto& [explanation, plan] : cases) {
    INFO(explanation);
    CHECK(mongodb::planIn(parseJson(explanation)) == plan);
  }
}

TEMPLATE_TEST_CASE("a slow query is logged with its shape and its plan, and without its values", "", MongoDb) {
  TestType place;
  Lines lines;
  MongoDbOptions options;
  options.slowQuery = std::chrono::milliseconds(0);
  options.log = [&lines](const std::string& line) { lines.add(line); };
  const auto store = openMongoDbStore(mongoUri(), options);
  const Collection c(*store, place.database());
  c.insert(R"({"_id":1,"secret":"hunter2"})");
  c.ids(R"({"secret":{"$in":["hunter2","hunter3"]}})");
  const std::string scan = lines.with("secret");
  CHECK(scan.find("slow: find in " + place.database() + "/c took ") == 0);
  CHECK(scan.find("{secret: {$in: ?}}") != std::string::npos);
  CHECK(scan.find("COLLSCAN") != std::string::npos);
  CHECK(scan.find("hunter") == std::string::npos);

  store->createIndex(c.name(), {"other_1", parseJson(R"({"other":1})"), {}});
  c.ids(R"({"other":7})");
  CHECK(lines.with("{other: ?}").find("IXSCAN other_1") != std::string::npos);
  rest(*store->aggregate(c.name(), parseJsonContainer(R"([{"$match":{"third":"hunter2"}}])").document));
  CHECK(lines.with("third").find("aggregate") != std::string::npos);
  store->updateMany(c.name(), parseJson(R"({"fourth":1})"), update(R"({"$set":{"a":1}})"));
  CHECK(lines.with("fourth").find("update") != std::string::npos);
}

}  // namespace rest::tests
