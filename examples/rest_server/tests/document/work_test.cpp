// What the engine draws on a request's budget: steps that grow with what is looked at, memory that is held.
#include "budget/request_budget.hpp"
#include "document/compose.hpp"
#include "document/json.hpp"
#include "document/query/filter.hpp"
#include "document/query/ordering.hpp"
#include "document/query/projection.hpp"
#include "document/query/update.hpp"
#include "tests/support/catch.hpp"

namespace rest::tests {
namespace {

using namespace query;

constexpr std::size_t oneMebibyte = 1024 * 1024;

std::uint64_t stepsOf(const auto& work) {
  const RequestLimits limits{.steps = 1'000'000'000, .memoryBytes = 1024 * oneMebibyte};
  const auto budget = std::make_shared<RequestBudget>(limits);
  const RequestBudget::Scope scope(budget);
  work();
  return limits.steps - budget->stepsLeft();
}

/// The limit that the work meets, when it is given ten million steps and so much memory.
std::optional<BudgetSpent::Limit> limitMetBy(const auto& work, std::size_t memoryBytes = 16 * oneMebibyte) {
  const RequestBudget::Scope scope(
      std::make_shared<RequestBudget>(RequestLimits{.steps = 10'000'000, .memoryBytes = memoryBytes}));
  try {
    work();
  } catch (const BudgetSpent& spent) {
    return spent.limit();
  }
  return std::nullopt;
}

/// {"a": [element, element, ...]}
Document arrayOf(std::size_t count, const std::string& element) {
  std::string json = R"({"a":[)" + element;
  for (std::size_t i = 1; i < count; ++i) json += ',' + element;
  return parseJson(json + "]}");
}

/// "[0,1,2,...]"
std::string numbers(std::size_t count) {
  std::string json = "[0";
  for (std::size_t i = 1; i < count; ++i) json += ',' + std::to_string(i);
  return json + ']';
}

std::string repeated(std::size_t count, const std::string& text) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += (i == 0 ? "" : ",") + text;
  return all;
}

}  // namespace

TEST_CASE("a filter takes steps for each condition and each element") {
  const Document document = arrayOf(1'000, R"({"x":5})");
  for (const char* condition : {R"({"x":9})", R"({"y":{"$exists":true}})", R"({"$nor":[{"$comment":"c"}]})"}) {
    INFO(condition);
    const Filter filter(parseJson(R"({"a":{"$elemMatch":{"$or":[)" + repeated(100, condition) + "]}}}"));
    const std::uint64_t steps = stepsOf([&] { CHECK(!filter.matches(document)); });
    CHECK(steps > 100'000);
    CHECK(steps < 3'000'000);
  }
  const Filter sizes(parseJson(R"({"$or":[)" + repeated(100, R"({"a":{"$size":3}})") + "]}"));
  CHECK(stepsOf([&] { sizes.matches(document); }) > 100'000);
}

TEST_CASE("a filter takes steps for the bytes of texts and names that it compares") {
  const std::string text(640'000, 'x');
  const Document document = parseJson(R"({"a":")" + text + "\"}");
  const Filter equal(parseJson(R"({"a":")" + text + "\"}"));
  CHECK(stepsOf([&] { CHECK(equal.matches(document)); }) > 10'000);
  const Document longName = parseJson("{\"" + text + "\":1}");
  CHECK(stepsOf([&] { Filter(parseJson(R"({"b":1})")).matches(longName); }) > 10'000);
}

TEST_CASE("comparing with a Decimal128 takes the steps of all digits of a double") {
  const Document document = arrayOf(100, "0.1");
  const auto stepsWith = [&](const char* operand) {
    const Filter filter(parseJson(R"({"a":{"$gt":)" + std::string(operand) + "}}"));
    return stepsOf([&] { CHECK(!filter.matches(document)); });
  };
  CHECK(stepsWith("0.2") < 10'000);
  CHECK(stepsWith(R"({"$numberDecimal":"0.2"})") > 100'000);
}

TEST_CASE("a list of values is searched, not gone through") {
  const Document document = parseJson(R"({"a":100000})");
  const auto stepsAmong = [&](std::size_t count) {
    const Filter filter(parseJson(R"({"a":{"$in":)" + numbers(count) + "}}"));
    return stepsOf([&] { CHECK(!filter.matches(document)); });
  };
  CHECK(stepsAmong(10'000) < 3 * stepsAmong(100));
}

TEST_CASE("the ways through arrays and objects of one name do not multiply") {
  const auto stepsThrough = [](int levels) {
    std::string value = R"({"z":1})";
    std::string path = "a";
    for (int i = 0; i < levels; ++i) {
      value = R"({"0":[)" + value + "]}";
      path += ".0.0";
    }
    const Document document = parseJson(R"({"a":[)" + value + "]}");
    const Filter filter(parseJson("{\"" + path + ".y\":1}"));
    return stepsOf([&] { CHECK(!filter.matches(document)); });
  };
  CHECK(stepsThrough(24) < 12 * stepsThrough(8));
}

TEST_CASE("$pull takes steps for each condition and each element") {
  const Update update(parseJson(R"({"$pull":{"a":{"$or":[)" + repeated(1'000, R"({"x":9})") + "]}}}"));
  const Document document = arrayOf(100'000, R"({"x":5})");
  CHECK(limitMetBy([&] { update.apply(document); }, 64 * oneMebibyte) == BudgetSpent::Limit::steps);
}

TEST_CASE("adding to a set takes steps by the logarithm of its size") {
  const auto stepsAmong = [](std::size_t count) {
    const Update update(parseJson(R"({"$addToSet":{"a":{"$each":)" + numbers(count) + "}}}"));
    const Document document = parseJson(R"({"a":)" + numbers(count) + '}');
    return stepsOf([&] { CHECK(update.apply(document) == document); });
  };
  CHECK(stepsAmong(10'000) < 12 * stepsAmong(1'000));
}

TEST_CASE("sorting what is pushed computes the key of each element once") {
  const std::string text(6'400, 'x');
  const Update update(parseJson(R"({"$push":{"a":{"$each":[],"$sort":{"t":1}}}})"));
  const Document document = arrayOf(500, R"({"t":")" + text + "\"}");
  CHECK(stepsOf([&] { update.apply(document); }) < 500 * 3'000);
}

TEST_CASE("elements that fill an array up, and sets of elements, are held") {
  CHECK(limitMetBy([] { Update(parseJson(R"({"$set":{"a.1400000":1}})")).apply(parseJson(R"({"a":[]})")); }) ==
        BudgetSpent::Limit::memory);
  CHECK(!limitMetBy([] { Update(parseJson(R"({"$set":{"a.1400":1}})")).apply(parseJson(R"({"a":[]})")); }));
  const Document large = parseJson(R"({"a":)" + numbers(150'000) + '}');
  CHECK(limitMetBy([&] { Update(parseJson(R"({"$addToSet":{"a":-1}})")).apply(large); }) == BudgetSpent::Limit::memory);
}

TEST_CASE("the parts of dotted paths are held") {
  std::string paths;
  for (int i = 0; i < 2'000; ++i) {
    paths += (i == 0 ? "\"k" : ",\"k") + std::to_string(i);
    for (int part = 0; part < 60; ++part) paths += ".a";
    paths += "\":0";
  }
  CHECK(limitMetBy([&] { Update(parseJson(R"({"$set":{)" + paths + "}}")); }) == BudgetSpent::Limit::memory);
}

TEST_CASE("a large text beside an array is held once for a sort, and for each element in an index") {
  const Document document = parseJson(R"({"t":")" + std::string(100'000, 'x') + R"(","a":)" + numbers(300) + '}');
  const Ordering order(parseJson(R"({"a":1,"t":1})"));
  CHECK(!limitMetBy([&] { CHECK(order.keyOf(document).size() < 200'000); }));
  CHECK(limitMetBy([&] { order.keysOf(document); }) == BudgetSpent::Limit::memory);
}

TEST_CASE("a sort takes steps for the bytes of all keys that it makes of a document, and compares") {
  const std::size_t bytes = 64'000;
  const std::string text = R"({"t":")" + std::string(bytes, 'x') + R"(","a":)";
  for (const char* fields : {R"({"a":1,"t":1})", R"({"a":-1,"t":-1})"}) {
    const Ordering order(parseJson(fields));
    const Document few = parseJson(text + numbers(10) + '}');
    const Document many = parseJson(text + numbers(1'000) + '}');
    CHECK(stepsOf([&] { order.keyOf(few); }) > 10 * bytes / 16);
    CHECK(stepsOf([&] { order.keyOf(many); }) > 1'000 * bytes / 16);
  }
}

TEST_CASE("writing JSON takes steps for each value and for the bytes of texts") {
  const auto stepsFor = [](const Document& document) {
    return stepsOf([&] {
      std::string json;
      appendJson(json, document, JsonStyle::relaxed);
    });
  };
  CHECK(stepsFor(arrayOf(1'000, R"({"x":5})")) > 2 * 8'000);
  CHECK(stepsFor(arrayOf(1'000, R"({"$date":1})")) > 80'000);
  CHECK(stepsFor(parseJson(R"({"a":")" + std::string(64'000, 'x') + "\"}")) > 64'000 / 3);
}

TEST_CASE("elements that fill an array up take steps") {
  const Update update(parseJson(R"({"$set":{"a.100000":1}})"));
  CHECK(stepsOf([&] { update.apply(parseJson(R"({"a":[]})")); }) > 2 * 15 * 100'000);
}

TEST_CASE("a projection takes steps for each element and each byte that it shows") {
  const Document document = arrayOf(10'000, R"({"x":5,"y":6})");
  const std::uint64_t steps = stepsOf([&] { Projection(parseJson(R"({"a.x":1})")).apply(document); });
  CHECK(steps > 200'000);
  CHECK(steps < 500'000);
}

}  // namespace rest::tests
