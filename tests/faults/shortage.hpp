#pragma once

#include <openssl/crypto.h>
#include <openssl/err.h>

#include <iostream>
#include <string_view>

#include "tests/support/allocations.hpp"
#include "tests/support/catch.hpp"

namespace jwtauth::tests {

/// What this thread holds, without what libcrypto keeps for the thread but an empty error queue.
inline std::ptrdiff_t heldByProgram() {
#if !defined(OPENSSL_IS_AWSLC) && !defined(OPENSSL_IS_BORINGSSL)
  OPENSSL_thread_stop();
#endif
  // Makes the queue. OpenSSL 3.6 reports a lack of memory in it; where it has to be made for that and memory stays
  // short, that is reported first, and so on until the stack ends.
  ERR_clear_error();
  return AllocationMeter::outstanding();
}

/// Runs `attempt` under a meter that fails its first allocation, in the next run its second, and so on, until a run has
/// needed none that fails; then all this again with memory that stays short. `attempt` makes what it needs, starts the
/// meter with the number and shortage given, checks what came out, and yields whether the meter failed an allocation.
/// Nothing may be left behind.
template <class Attempt>
void failEachAllocation(std::string_view what, Attempt attempt) {
  REQUIRE(AllocationMeter::coversOpenssl());
  for (int i = 0; i < 3; ++i) (void)attempt(std::nullopt, Shortage::once);  // fills libcrypto's own caches
  std::size_t failed = 0;
  for (const Shortage shortage : {Shortage::once, Shortage::lasting}) {
    for (std::size_t number = 0;; ++number, ++failed) {
      CAPTURE(what, number, shortage == Shortage::lasting);
      std::ptrdiff_t held = heldByProgram();
      const bool hasFailed = attempt(number, shortage);
      if (heldByProgram() != held) {  // a leak, or one more thing in a cache of libcrypto's
        held = heldByProgram();
        (void)attempt(number, shortage);
        CHECK(heldByProgram() == held);
      }
      if (!hasFailed) break;
    }
  }
  CHECK(failed > 0);
  std::cout << what << ": " << failed << " allocations failed\n";
}

}  // namespace jwtauth::tests
