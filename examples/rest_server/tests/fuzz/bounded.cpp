// Work goes in, and is run to its end or to the end of its budget. A finding: processor time and memory that no budget
// counted. Memory is watched only where a sanitizer tells of each allocation.
#include "bounded.hpp"

#include <atomic>
#include <ctime>

#include "budget/request_budget.hpp"
#include "tests/fuzz/demand.hpp"

extern "C" {
__attribute__((weak)) int __sanitizer_install_malloc_and_free_hooks(void (*onMalloc)(const volatile void*, std::size_t),
                                                                    void (*onFree)(const volatile void*));
__attribute__((weak)) std::size_t __sanitizer_get_allocated_size(const volatile void*);
}

namespace rest::fuzz {
namespace {

using jwtauth::fuzz::demand;

// Some hundred nanoseconds a step under the sanitizers; the slowest machine has room.
constexpr std::clock_t longest = 5 * CLOCKS_PER_SEC;
constexpr std::size_t anyInput = std::size_t{2} * 1024 * 1024;
constexpr std::size_t eachByte = 512;

std::atomic<std::ptrdiff_t> held{0};
std::atomic<std::ptrdiff_t> mostHeld{0};

void countAllocation(const volatile void*, std::size_t bytes) {
  const std::ptrdiff_t now = held += static_cast<std::ptrdiff_t>(bytes);
  if (now > mostHeld) mostHeld = now;
}

void countRelease(const volatile void* place) {
  if (place != nullptr) held -= static_cast<std::ptrdiff_t>(__sanitizer_get_allocated_size(place));
}

[[maybe_unused]] const bool isWatched = __sanitizer_install_malloc_and_free_hooks != nullptr &&
                                        __sanitizer_install_malloc_and_free_hooks(countAllocation, countRelease) != 0;

}  // namespace

void runBounded(std::size_t inputBytes, const std::function<void()>& work) {
  const std::size_t memory = anyInput + eachByte * inputBytes;
  const RequestLimits limits{.steps = 1'000'000 + 100 * inputBytes, .memoryBytes = memory};
  const std::clock_t begin = std::clock();
  const std::ptrdiff_t heldBefore = held;
  mostHeld = heldBefore;
  try {
    const RequestBudget::Scope scope(std::make_shared<RequestBudget>(limits));
    work();
  } catch (const BudgetSpent&) {
  }
  demand(std::clock() - begin < longest, "the processor's time is in proportion to the input");
  demand(mostHeld - heldBefore < static_cast<std::ptrdiff_t>(2 * memory), "memory is in proportion to the input");
}

}  // namespace rest::fuzz
