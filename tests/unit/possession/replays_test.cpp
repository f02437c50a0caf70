#include <atomic>
#include <cstring>
#include <thread>
#include <vector>

#include "jwtauth/replay_store.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/wall_time.hpp"

namespace jwtauth::tests {
namespace {

using Outcome = ReplayStore::Outcome;

/// As hashes do, numbers differ in all bytes.
ReplayStore::ProofId id(std::uint64_t number) {
  ReplayStore::ProofId bytes{};
  const std::uint64_t mixed = (number + 1) * 0x9e3779b97f4a7c15;
  std::memcpy(bytes.data(), &mixed, sizeof mixed);
  std::memcpy(bytes.data() + sizeof mixed, &mixed, sizeof mixed);
  return bytes;
}

TEST_CASE("a proof is added once while it matters") {
  const auto replays = replaysInMemory(100);
  CHECK(replays->add(id(1), at(1000), at(1090)) == Outcome::added);
  CHECK(replays->add(id(1), at(1000), at(1090)) == Outcome::known);
  CHECK(replays->add(id(1), at(1090), at(1090)) == Outcome::known);
  // With another time, too.
  CHECK(replays->add(id(1), at(1050), at(1140)) == Outcome::known);
  CHECK(replays->add(id(2), at(1050), at(1140)) == Outcome::added);
  CHECK(replays->add(id(1), at(1120), at(1200)) == Outcome::added);
}

TEST_CASE("a store that is full takes no more, forgets nothing that matters, and has room again later") {
  const auto replays = replaysInMemory(1000);
  for (std::uint64_t i = 0; i < 1000; ++i) REQUIRE(replays->add(id(i), at(1000), at(1060)) == Outcome::added);
  CHECK(replays->add(id(1000), at(1000), at(1060)) == Outcome::unavailable);
  for (std::uint64_t i = 0; i < 1000; ++i) REQUIRE(replays->add(id(i), at(1050), at(1060)) == Outcome::known);
  CHECK(replays->add(id(1000), at(1100), at(1160)) == Outcome::added);
  for (std::uint64_t i = 1001; i < 1900; ++i) REQUIRE(replays->add(id(i), at(1100), at(1160)) == Outcome::added);
}

TEST_CASE("of equal proofs at the same time one is added") {
  const auto replays = replaysInMemory(100'000);
  for (std::uint64_t round = 0; round < 200; ++round) {
    std::atomic<int> added{0};
    std::atomic<bool> go{false};
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        while (!go) std::this_thread::yield();
        if (replays->add(id(round), at(1000), at(1060)) == Outcome::added) ++added;
      });
    }
    go = true;
    for (std::thread& thread : threads) thread.join();
    REQUIRE(added == 1);
  }
}

TEST_CASE("times beyond all bounds do no harm") {
  const auto replays = replaysInMemory(10);
  CHECK(replays->add(id(1), at(0), at(4e9)) == Outcome::added);
  CHECK(replays->add(id(1), at(-100), at(0)) == Outcome::known);
  CHECK(replays->add(id(1), at(4e9 + 100), at(4e9 + 200)) == Outcome::added);
}

}  // namespace
}  // namespace jwtauth::tests
