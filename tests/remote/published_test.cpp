#include "src/threads/published.hpp"

#include <thread>
#include <vector>

#include "tests/support/catch.hpp"

namespace jwtauth::tests {
namespace {

/// Says when it is read after its end.
struct Value {
  explicit Value(int initial) : number(initial), twin(initial) {}
  ~Value() { number = -1; }
  Value(const Value&) = delete;
  Value& operator=(const Value&) = delete;
  int number;
  int twin;
};

TEST_CASE("readers see each published value whole and in order, while the writer replaces it") {
  Published<Value> published(std::make_unique<const Value>(0));
  std::atomic<bool> done{false};
  std::atomic<int> wrong{0};
  std::vector<std::jthread> readers;
  for (int i = 0; i < 4; ++i) {
    readers.emplace_back([&] {
      int last = 0;
      while (!done) {
        published.read([&](const Value& value) {
          if (value.number < last || value.number != value.twin) ++wrong;
          last = value.number;
        });
      }
      if (last < 0) ++wrong;
    });
  }
  constexpr int values = 5'000;
  for (int i = 1; i <= values; ++i) published.publish(std::make_unique<const Value>(i));
  done = true;
  readers.clear();
  CHECK(wrong == 0);
  CHECK(published.read([](const Value& value) { return value.number; }) == values);
}

TEST_CASE("a reader that throws does not keep the writer") {
  Published<Value> published(std::make_unique<const Value>(0));
  CHECK_THROWS_AS(published.read([](const Value&) { throw 7; }), int);
  published.publish(std::make_unique<const Value>(1));
  CHECK(published.read([](const Value& value) { return value.number; }) == 1);
}

}  // namespace
}  // namespace jwtauth::tests
