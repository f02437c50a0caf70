// Of writers that meet at one document exactly one succeeds.
#include <atomic>
#include <thread>

#include "store/suite.hpp"

namespace rest::tests {

TEMPLATE_TEST_CASE("of many who insert one id exactly one succeeds", "[store][threads]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.make();
  std::atomic<int> created{0};
  std::atomic<int> duplicates{0};
  std::vector<std::thread> crew;
  for (int i = 0; i < 8; ++i) {
    crew.emplace_back([&] {
      for (const char* id : {"a", "b", "c", "d", "e"}) {
        const Status result = c.put(id, "{}", WriteMode::insert);
        created += result == Status::created;
        duplicates += result == Status::duplicate;
      }
    });
  }
  for (std::thread& each : crew) each.join();
  CHECK(created == 5);
  CHECK(duplicates == 35);
}

TEMPLATE_TEST_CASE("of many who replace one version exactly one succeeds", "[store][threads]", Sqlite, MongoDb) {
  TestType place;
  const Collection c(place.store(), place.database());
  c.make().put("one", "{}", WriteMode::insert, always, etag(1));
  std::atomic<int> replaced{0};
  std::atomic<int> tooLate{0};
  std::vector<std::thread> crew;
  for (std::uint8_t i = 0; i < 8; ++i) {
    crew.emplace_back([&, i] {
      const auto tag = etag(static_cast<std::uint8_t>(i + 10));
      const Status result = c.put("one", "{}", WriteMode::update, ifEtag({etag(1)}), tag);
      replaced += result == Status::changed;
      tooLate += result == Status::preconditionFailed;
    });
  }
  for (std::thread& each : crew) each.join();
  CHECK(replaced == 1);
  CHECK(tooLate == 7);
}

}  // namespace rest::tests
