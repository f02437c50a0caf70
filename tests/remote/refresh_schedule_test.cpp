#include "src/remote/refresh_schedule.hpp"

#include <vector>

#include "tests/support/catch.hpp"

namespace jwtauth::tests {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using Time = RefreshSchedule::Time;

const Time start{std::chrono::hours(5)};

RefreshSchedule scheduleWith(double chance) {
  return {{seconds(600), seconds(30)}, start, [chance] { return chance; }};
}

/// A fetch that takes no time.
void fetchAt(RefreshSchedule& schedule, Time now) {
  schedule.started(now);
  schedule.succeeded(now, std::nullopt);
}

TEST_CASE("the first fetch is due at once") {
  CHECK(scheduleWith(0).due() == start);
}

TEST_CASE("a set is fetched again ahead of its age, which is held between a minute and an hour") {
  using Case = std::pair<std::optional<seconds>, seconds>;
  for (const auto& [age, held] : std::vector<Case>{{std::nullopt, seconds(600)},
                                                   {seconds(0), seconds(60)},
                                                   {seconds(59), seconds(60)},
                                                   {seconds(300), seconds(300)},
                                                   {seconds(3601), seconds(3600)},
                                                   {seconds(1'000'000'000), seconds(3600)}}) {
    RefreshSchedule early = scheduleWith(0), late = scheduleWith(0.999999);
    early.succeeded(start, age);
    late.succeeded(start, age);
    CHECK(early.due() == start + held * 8 / 10);
    CHECK(late.due() > start + held * 89 / 100);
    CHECK(late.due() < start + held * 9 / 10);
  }
}

TEST_CASE("after failures the pauses grow up to a minute, and a success ends that") {
  RefreshSchedule schedule = scheduleWith(0.999999);
  for (const int pause : {1, 2, 4, 8, 16, 32, 60, 60, 60, 60}) {
    schedule.failed(start);
    CHECK(schedule.due() > start + seconds(pause) - milliseconds(1));
    CHECK(schedule.due() <= start + seconds(pause));
  }
  schedule.succeeded(start, std::nullopt);
  schedule.failed(start);
  CHECK(schedule.due() <= start + seconds(1));

  RefreshSchedule lucky = scheduleWith(0);
  lucky.failed(start);
  CHECK(lucky.due() == start + milliseconds(500));
}

TEST_CASE("a key that was published just after the set was fetched has it fetched again at once") {
  RefreshSchedule schedule = scheduleWith(0);
  fetchAt(schedule, start);
  CHECK(schedule.demandForUnknownKey(start + seconds(2)));
  CHECK(schedule.due() == start + seconds(2));
}

TEST_CASE("an unknown key id has the set fetched once in a pause") {
  RefreshSchedule schedule = scheduleWith(0);
  fetchAt(schedule, start);
  CHECK(schedule.demandForUnknownKey(start + seconds(400)));
  schedule.started(start + seconds(400));
  schedule.succeeded(start + seconds(401), std::nullopt);
  CHECK_FALSE(schedule.demandForUnknownKey(start + seconds(429)));
  CHECK(schedule.due() == start + seconds(401 + 480));
  CHECK(schedule.demandForUnknownKey(start + seconds(430)));
  CHECK(schedule.due() == start + seconds(430));
}

TEST_CASE("unknown key ids cause no fetch when two of any kind began in two pauses") {
  RefreshSchedule schedule = scheduleWith(0);
  fetchAt(schedule, start);
  REQUIRE(schedule.demandForUnknownKey(start + seconds(10)));
  fetchAt(schedule, start + seconds(10));
  CHECK_FALSE(schedule.demandForUnknownKey(start + seconds(59)));
  CHECK(schedule.demandForUnknownKey(start + seconds(60)));
}

TEST_CASE("a flood of random key ids causes two fetches a minute") {
  RefreshSchedule schedule = scheduleWith(0);
  int fetches = 0;
  for (Time now = start; now < start + minutes(30); now += milliseconds(100)) {
    schedule.demandForUnknownKey(now);
    if (schedule.due() > now) continue;
    fetchAt(schedule, now);
    ++fetches;
  }
  CHECK(fetches <= 60);
  CHECK(fetches >= 59);
}

TEST_CASE("a fetch that is due is waited for, also within the pause") {
  RefreshSchedule schedule = scheduleWith(0);
  schedule.started(start);
  CHECK(schedule.demandForUnknownKey(start + seconds(1)));
}

TEST_CASE("a set that is demanded is due at once") {
  RefreshSchedule schedule = scheduleWith(0);
  fetchAt(schedule, start);
  schedule.demand(start + seconds(2));
  CHECK(schedule.due() == start + seconds(2));
}

TEST_CASE("a set that is demanded while it is fetched is fetched once more, however the fetch ends") {
  for (const bool succeeds : {true, false}) {
    RefreshSchedule schedule = scheduleWith(0.999999);
    schedule.started(start);
    schedule.demand(start + seconds(1));
    const auto end = [&](Time now) { succeeds ? schedule.succeeded(now, std::nullopt) : schedule.failed(now); };
    end(start + seconds(2));
    CHECK(schedule.due() <= start + seconds(2));
    schedule.started(start + seconds(2));
    end(start + seconds(3));
    CHECK(schedule.due() > start + seconds(3));
  }
}

}  // namespace
}  // namespace jwtauth::tests
