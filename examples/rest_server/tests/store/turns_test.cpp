// How writers of the embedded store take turns, and what one may do while others wait.
#include "store/sqlite/turns.hpp"

#include <atomic>
#include <thread>

#include "budget/request_budget.hpp"
#include "store/suite.hpp"

namespace rest::tests {
namespace {

using sqlite::Turns;
using namespace std::chrono_literals;

std::string repeated(std::size_t count, const std::string& text) {
  std::string all = text;
  for (std::size_t i = 1; i < count; ++i) all += ',' + text;
  return all;
}

/// Holds for {"a": [{"x": 5}, ...]} with 900 elements, after more steps than a write may take while others wait.
Document costlyFilter() {
  return parseJson(R"({"$nor":[{"a":{"$elemMatch":{"$or":[)" + repeated(1'000, R"({"x":9})") + "]}}}]}");
}

const CollectionName name{"test", "c"};
const DocumentId one = DocumentId::ofText("one");

void putDocument(DocumentStore& store) {
  store.write(name, one,
              {Change::Kind::replace, parseJson(R"({"_id":"one","a":[)" + repeated(900, R"({"x":5})") + "]}")},
              WriteMode::upsert);
}

}  // namespace

TEST_CASE("one has the turn at a time, and others wait no longer than they want to") {
  Turns turns;
  {
    const auto first = turns.take(0ms);
    REQUIRE(first);
    CHECK(!turns.take(1ms));
  }
  CHECK(turns.take(0ms));
}

TEST_CASE("what takes turns without end lets others have theirs", "[threads]") {
  Turns turns;
  std::atomic<bool> hadTurn{false};
  std::thread other([&] {
    for (int i = 0; i < 100; ++i) {
      if (!turns.take(1min)) return;
    }
    hadTurn = true;
  });
  while (!hadTurn) {
    const auto turn = turns.take(1min);
    REQUIRE(turn);
  }
  other.join();
}

TEST_CASE("a write whose filter takes many steps finds out before others have to wait") {
  Sqlite place;
  DocumentStore& store = place.store();
  putDocument(store);
  const WriteCondition condition{{}, costlyFilter()};
  const Change change{Change::Kind::update, parseJson(R"({"$set":{"b":1}})")};
  const RequestBudget::Scope scope(std::make_shared<RequestBudget>(RequestLimits()));
  CHECK(store.write(name, one, change, WriteMode::update, condition).status == WriteResult::Status::changed);
  CHECK(store.erase(name, one, condition).status == EraseResult::Status::erased);
}

TEST_CASE("an update of many documents takes few steps for each while others wait, or changes none") {
  Sqlite place;
  DocumentStore& store = place.store();
  putDocument(store);
  const Change change{Change::Kind::update, parseJson(R"({"$set":{"b":1}})")};
  {
    const RequestBudget::Scope scope(std::make_shared<RequestBudget>(RequestLimits()));
    CHECK_THROWS_WITH(store.updateMany(name, costlyFilter(), change),
                      jwtauth::tests::Contains("for which others have to wait"));
    CHECK_THROWS_AS(store.eraseMany(name, costlyFilter()), BudgetSpent);
  }
  CHECK(store.count(name, parseJson(R"({"b":1})")) == 0);
  CHECK(store.count(name, {}) == 1);
  CHECK(store.updateMany(name, parseJson(R"({"a.x":5})"), change).modified == 1);
}

TEST_CASE("a write of many documents that fails after some were written says how many") {
  Sqlite place;
  DocumentStore& store = place.store();
  std::vector<BulkWrite> writes;
  for (int i = 0; i < 60'000; ++i) {  // more than fit into one turn
    const Document document = parseJson("{\"_id\":" + std::to_string(i) + ",\"n\":0}");
    writes.push_back({DocumentId::ofInteger(i), {Change::Kind::replace, document}});
  }
  const Document notToBeCounted = parseJson(R"({"_id":"z","n":"text"})");
  writes.push_back({DocumentId::ofText("z"), {Change::Kind::replace, notToBeCounted}});
  store.writeMany(name, writes, WriteMode::insert, {});
  const auto kind = [&] {
    try {
      store.updateMany(name, {}, {Change::Kind::update, parseJson(R"({"$inc":{"n":1}})")});
    } catch (const StoreError& error) {
      CHECK_THAT(error.forClient(),
                 jwtauth::tests::Contains(" of 60001 documents were written, and the rest was not: "));
      return error.kind();
    }
    return StoreError::Kind::failed;
  }();
  CHECK(kind == StoreError::Kind::inPart);
  const std::int64_t written = store.count(name, parseJson(R"({"n":1})"));
  CHECK(written > 0);
  CHECK(written < 60'000);
}

TEST_CASE("a document that no longer matches when its turn comes is left as it is", "[threads]") {
  Sqlite place;
  DocumentStore& store = place.store();
  for (int i = 0; i < 200; ++i) {
    store.write(name, DocumentId::ofText("d" + std::to_string(i)),
                {Change::Kind::replace, parseJson(R"({"_id":"d)" + std::to_string(i) + R"(","n":0})")},
                WriteMode::upsert);
  }
  const Change next{Change::Kind::update, parseJson(R"({"$inc":{"n":1}})")};
  std::vector<std::thread> crew;
  std::atomic<std::int64_t> modified{0};
  for (int i = 0; i < 4; ++i) {
    crew.emplace_back([&] { modified += store.updateMany(name, parseJson(R"({"n":0})"), next).modified; });
  }
  for (std::thread& each : crew) each.join();
  CHECK(modified == 200);
  CHECK(store.count(name, parseJson(R"({"n":1})")) == 200);
}

}  // namespace rest::tests
