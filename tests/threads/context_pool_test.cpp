// The pool of prepared contexts, which is the only thing that a verification changes: no context is ever in two hands,
// and a pool that is full or empty loses and leaks nothing.
#include "src/libcrypto/openssl/context_pool.hpp"

#include <atomic>
#include <barrier>

#include "tests/support/catch.hpp"
#include "tests/threads/crew.hpp"

namespace jwtauth::tests {
namespace {

constexpr std::size_t slots = 16;

/// Says how many of it there are, and whether two threads use one at a time.
class WatchedContext final : public SignatureContext {
 public:
  explicit WatchedContext(std::atomic<int>& alive) : alive_(alive) { ++alive_; }
  ~WatchedContext() override { --alive_; }

  /// Forged when another thread is in here as well.
  SignatureOutcome verify(std::string_view, std::span<const unsigned char>) noexcept override {
    const bool alone = !inUse_.exchange(true);
    ++uses_;  // no atomic: a race detector sees two threads in here even when they miss each other
    std::this_thread::yield();
    inUse_ = false;
    return alone ? SignatureOutcome::verified : SignatureOutcome::forged;
  }

 private:
  std::atomic<int>& alive_;
  std::atomic<bool> inUse_ = false;
  int uses_ = 0;
};

TEST_CASE("a context is never in two hands") {
  std::atomic<int> alive = 0;
  {
    const SignatureContextPool pool([&] { return std::make_unique<WatchedContext>(alive); });
    const auto failures = runTogether(3 * crewSize, [&](std::size_t) -> std::string {
      for (int round = 0; round < 2000; ++round) {
        auto context = pool.take();
        if (context->verify("", {}) != SignatureOutcome::verified) return "two threads had one context";
        pool.giveBack(std::move(context));
      }
      return "";
    });
    CHECK(failures == std::vector<std::string>{});
    CHECK(alive <= static_cast<int>(slots));
  }
  CHECK(alive == 0);
}

TEST_CASE("of more contexts than the pool has slots the rest is dropped, and made again when needed") {
  std::atomic<int> alive = 0, made = 0;
  {
    const SignatureContextPool pool([&] {
      ++made;
      return std::make_unique<WatchedContext>(alive);
    });
    constexpr std::size_t threads = slots + 8;
    std::barrier everyoneHolds(static_cast<std::ptrdiff_t>(threads));
    const auto takeAllAtOnce = [&](std::size_t) -> std::string {
      auto context = pool.take();
      everyoneHolds.arrive_and_wait();
      pool.giveBack(std::move(context));
      return "";
    };
    CHECK(runTogether(threads, takeAllAtOnce).empty());
    CHECK(made == static_cast<int>(threads));
    CHECK(alive == static_cast<int>(slots));
    CHECK(runTogether(threads, takeAllAtOnce).empty());
    CHECK(made == static_cast<int>(2 * threads - slots));
    CHECK(alive == static_cast<int>(slots));
  }
  CHECK(alive == 0);
}

}  // namespace
}  // namespace jwtauth::tests
