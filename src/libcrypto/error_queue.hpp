#pragma once

#include <openssl/err.h>
#include <openssl/evp.h>

#include "jwtauth/result.hpp"
#include "src/libcrypto/verifier.hpp"

namespace jwtauth::inline v0 {

/// The libcrypto's error queue of this thread is empty when the scope is entered and when it is left: errors that other
/// code left there must not be taken for ours, nor ours for theirs.
class ErrorQueueGuard {
 public:
  ErrorQueueGuard() noexcept { clear(); }
  ~ErrorQueueGuard() { clear(); }
  ErrorQueueGuard(const ErrorQueueGuard&) = delete;
  ErrorQueueGuard& operator=(const ErrorQueueGuard&) = delete;

 private:
  static void clear() noexcept {
    if (ERR_peek_error() != 0) ERR_clear_error();
  }
};

/// What is reported for every text that does not decode. OpenSSL 3.0 reports nothing else when it has no memory.
inline bool isDecodeError() noexcept {
  const auto error = ERR_peek_last_error();
  return ERR_GET_LIB(error) == ERR_LIB_EVP && ERR_GET_REASON(error) == EVP_R_DECODE_ERROR;
}

// What the errors mean differs between libcryptos: openssl/error_queue.cpp and boringssl/error_queue.cpp.

/// To be called when libcrypto has failed: lack of memory is not a fault of the key. Throws std::bad_alloc unless the
/// queue holds a refusal.
void requireMemory();

/// To be called when libcrypto refused a key: why, or `unknown` where it does not say. An RSA key's `bytes` end with
/// its exponent. Throws std::bad_alloc for lack of memory.
Error refusalOfKey(std::string_view unknown, std::string_view bytes = {});

/// What the answer to a signature means, from the answer and the queue.
SignatureOutcome outcomeOf(int answer) noexcept;

}  // namespace jwtauth::inline v0
