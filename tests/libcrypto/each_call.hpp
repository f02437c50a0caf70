#pragma once

#include <openssl/err.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <set>
#include <string>
#include <string_view>

#include "tests/faults/shortage.hpp"
#include "tests/libcrypto/call_failure.hpp"

namespace jwtauth::tests {

/// Leaves a file of the function's name in the folder JWTAUTH_FAILED_FUNCTIONS, if there is one: a test compares what
/// all tests left there with the list of those that can fail.
inline void noteFailed(const std::string& function) {
  static const char* const folder = std::getenv("JWTAUTH_FAILED_FUNCTIONS");
  static std::set<std::string> noted;
  if (folder != nullptr && noted.insert(function).second) std::ofstream(std::string(folder) + '/' + function);
}

/// Runs `attempt` with its first call into libcrypto failing, then its second, and so on, until a run has made none
/// that fails. `attempt` makes what it needs, starts a CallFailure of the number given, checks what came out, and
/// yields that failure's function. Nothing may be left behind, in memory or in the error queue.
template <class Attempt>
void failEachCall(std::string_view what, Voice voice, Attempt attempt) {
  for (int i = 0; i < 2; ++i) (void)attempt(std::size_t(-1));  // fills libcrypto's own caches
  std::size_t failed = 0;
  for (std::size_t number = 0;; ++number) {
    CAPTURE(what, number, static_cast<int>(voice));
    std::ptrdiff_t held = heldByProgram();
    const std::string function(attempt(number));
    CHECK(ERR_peek_error() == 0);
    if (heldByProgram() != held) {  // a leak, or one more thing in a cache of libcrypto's
      held = heldByProgram();
      (void)attempt(number);
      CHECK(heldByProgram() == held);
    }
    if (function.empty()) break;
    noteFailed(function);
    ++failed;
  }
  CHECK(failed > 0);
  std::cout << what << ": " << failed << " calls failed\n";
}

}  // namespace jwtauth::tests
