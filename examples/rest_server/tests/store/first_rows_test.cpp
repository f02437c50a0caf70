// Sorts of the embedded store that no index carries: what they hold in memory, and that the order is right.
#include "store/sqlite/first_rows.hpp"

#include "document/query/value.hpp"
#include "store/suite.hpp"

namespace rest::tests {
namespace {

using sqlite::FirstRows;

const CollectionName name{"test", "c"};

void put(DocumentStore& store, int id, const std::string& text) {
  const std::string json = R"({"_id":)" + std::to_string(id) + R"(,"t":")" + text + "\"}";
  const Document body = parseJson(json);
  store.write(name, *DocumentId::of(body), {Change::Kind::replace, body}, WriteMode::upsert);
}

/// As many as there are, unless the request meets a limit.
std::size_t sortedOnMemory(DocumentStore& store, std::size_t memoryBytes, std::int64_t skip = 0) {
  const RequestBudget::Scope scope(std::make_shared<RequestBudget>(RequestLimits{.memoryBytes = memoryBytes}));
  FindRequest request;
  request.sort = parseJson(R"({"t":1})");
  request.projection = parseJson(R"({"_id":1})");
  request.limit = 1'000;
  request.skip = skip;
  const auto documents = store.find(name, request);
  std::size_t count = 0;
  while (documents->next()) ++count;
  return count;
}

}  // namespace

TEST_CASE("long keys with one beginning are in the order of their ends") {
  const std::string beginning(5'000, 'k');
  const std::vector<std::string> keys{beginning + 'c', "z", beginning + 'a', beginning, beginning + 'b', "a"};
  std::size_t asked = 0;
  FirstRows first(4, [&](std::int64_t number) {
    ++asked;
    return keys[static_cast<std::size_t>(number)];
  });
  for (std::size_t i = 0; i < keys.size(); ++i) first.add(keys[i], static_cast<std::int64_t>(i));
  CHECK(first.take() == std::vector<std::int64_t>{5, 3, 2, 4});
  CHECK(asked > 0);
}

TEST_CASE("a sort holds the beginnings of long values, and finds their order") {
  Sqlite place;
  DocumentStore& store = place.store();
  for (int i = 0; i < 40; ++i) put(store, i, std::string(50'000, 'x') + std::to_string(10 + (i * 7) % 40));
  CHECK(sortedOnMemory(store, 100'000) == 40);
  FindRequest request;
  request.sort = parseJson(R"({"t":1})");
  const auto documents = store.find(name, request);
  for (int last = 10; last < 50; ++last) {
    const auto document = documents->next();
    REQUIRE(document);
    CHECK(query::textOf(query::find(*document, "t").value).substr(50'000) == std::to_string(last));
  }
}

TEST_CASE("a sort of more places than the request may hold ends with the limit of its memory") {
  Sqlite place;
  DocumentStore& store = place.store();
  for (int i = 0; i < 200; ++i) put(store, i, "short");
  CHECK(sortedOnMemory(store, 100'000) == 200);
  CHECK_THROWS_AS(sortedOnMemory(store, 5'000), BudgetSpent);
  CHECK(sortedOnMemory(store, 100'000, 150) == 50);
}

}  // namespace rest::tests
