#include "budget/request_budget.hpp"

#include <thread>

#include "tests/support/catch.hpp"

using namespace rest;
using namespace std::chrono_literals;
using jwtauth::tests::Contains;

namespace {

BudgetSpent::Limit limitMetBy(const auto& work) {
  try {
    work();
  } catch (const BudgetSpent& spent) {
    return spent.limit();
  }
  throw std::logic_error("no limit was met");
}

}  // namespace

TEST_CASE("the steps of a request are bounded over all that works for it") {
  RequestBudget budget({.steps = 100'000});
  for (int i = 0; i < 100; ++i) budget.spendSteps(1'000);
  CHECK(budget.stepsLeft() == 0);
  CHECK(limitMetBy([&] { budget.spendSteps(1); }) == BudgetSpent::Limit::steps);
  CHECK_THROWS_WITH(budget.spendSteps(1), Contains("more than 100000 steps"));
}

TEST_CASE("a step count of any size is beyond the limit") {
  RequestBudget budget({.steps = 100});
  budget.spendSteps(100);
  CHECK(limitMetBy([&] { budget.spendSteps(~std::uint64_t{0} - 100); }) == BudgetSpent::Limit::steps);
}

TEST_CASE("time in which nothing is done for a request is given back to it") {
  RequestBudget budget({.time = 0ms});
  CHECK(limitMetBy([&] { budget.lookAtTime(); }) == BudgetSpent::Limit::time);
  budget.addTime(1h);
  CHECK_NOTHROW(budget.lookAtTime());
  CHECK(budget.timeLeft() > 30min);
}

TEST_CASE("within a share a request takes fewer steps, and after it what is left of all") {
  const auto budget = std::make_shared<RequestBudget>(RequestLimits{.steps = 1'000'000});
  const RequestBudget::Scope scope(budget);
  spendSteps(400'000);
  {
    const RequestBudget::Share share(100'000);
    spendSteps(100'000);
    CHECK(limitMetBy([] { spendSteps(1); }) == BudgetSpent::Limit::steps);
    CHECK_THROWS_WITH(spendSteps(1), Contains("for which others have to wait"));
  }
  CHECK_NOTHROW(spendSteps(400'000));
  const RequestBudget::Share more(10'000'000);
  CHECK_THROWS_WITH(spendSteps(100'000), Contains("more than 1000000 steps, the limit of one request"));
}

TEST_CASE("memory is bounded while it is held") {
  const auto budget = std::make_shared<RequestBudget>(RequestLimits{.memoryBytes = 1'000});
  const RequestBudget::Scope scope(budget);
  HeldMemory first(600);
  CHECK(limitMetBy([] { HeldMemory(401); }) == BudgetSpent::Limit::memory);
  {
    HeldMemory second(400);
    CHECK(limitMetBy([&] { first.add(1); }) == BudgetSpent::Limit::memory);
    const HeldMemory taken(std::move(second));
    CHECK(limitMetBy([] { HeldMemory(1); }) == BudgetSpent::Limit::memory);
  }
  first.add(400);
  first.remove(1'000);
  CHECK_NOTHROW(HeldMemory(1'000));
}

TEST_CASE("memory outlives the scope in which it was taken") {
  const auto budget = std::make_shared<RequestBudget>(RequestLimits{.memoryBytes = 1'000});
  HeldMemory held;
  {
    const RequestBudget::Scope scope(budget);
    held = HeldMemory(1'000);
  }
  const RequestBudget::Scope scope(budget);
  CHECK_THROWS_WITH(HeldMemory(1), Contains("more than 1000 bytes"));
}

TEST_CASE("time is looked at while steps are taken, and by itself") {
  RequestBudget budget({.time = 0ms});
  CHECK(budget.timeLeft() == 0ms);
  CHECK(limitMetBy([&] { budget.lookAtTime(); }) == BudgetSpent::Limit::time);
  CHECK(limitMetBy([&] {
          for (int i = 0; i < 100'000; ++i) budget.spendSteps(1);
        }) == BudgetSpent::Limit::time);
}

TEST_CASE("work for a request is stopped from another thread", "[threads]") {
  RequestBudget budget{RequestLimits()};
  std::thread([&] { budget.stop(); }).join();
  CHECK(limitMetBy([&] { budget.lookAtTime(); }) == BudgetSpent::Limit::interest);
}

TEST_CASE("a thread draws on the budget of the request that it works for, and on none otherwise", "[threads]") {
  const auto outer = std::make_shared<RequestBudget>(RequestLimits{.steps = 10});
  const auto inner = std::make_shared<RequestBudget>(RequestLimits{.steps = 20});
  CHECK_NOTHROW(spendSteps(1'000'000));
  const RequestBudget::Scope scope(outer);
  {
    const RequestBudget::Scope within(inner);
    spendSteps(20);
  }
  spendSteps(10);
  CHECK(limitMetBy([] { spendSteps(1); }) == BudgetSpent::Limit::steps);
  std::thread([] { CHECK_NOTHROW(spendSteps(1'000'000)); }).join();
}
