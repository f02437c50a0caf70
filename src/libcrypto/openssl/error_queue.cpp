// What OpenSSL's errors mean: a refusal, lack of memory, or a failure.
#include "src/libcrypto/error_queue.hpp"

#include <new>

namespace jwtauth::inline v0 {
namespace {

/// EVP_R_PROVIDER_SIGNATURE_FAILURE, which headers before OpenSSL 3.4 lack: what EVP adds, from then on, to every
/// verification that fails, whatever the reason.
constexpr int notVerified = 234;

}  // namespace

// OpenSSL reports lack of memory as such, by an empty queue, or by the failure of an inner layer alone.
void requireMemory() {
  bool isRefused = false, isMemoryLacking = false;
  while (const unsigned long error = ERR_get_error()) {
    const int library = ERR_GET_LIB(error), reason = ERR_GET_REASON(error);
    const bool isInnerFailure = (library == ERR_LIB_EVP || library == ERR_LIB_BIO) && reason != ERR_R_UNSUPPORTED;
    isMemoryLacking |= reason == ERR_R_MALLOC_FAILURE;
    isRefused |= !isInnerFailure;
  }
  if (isMemoryLacking || !isRefused) throw std::bad_alloc();
}

Error refusalOfKey(std::string_view unknown, std::string_view) {
  if (!isDecodeError()) requireMemory();
  return {ErrorCode::keyUnusable, unknown};
}

// The answer 1 is valid, 0 forged, and less an error. But forgeries, too, are answered with errors (a point at infinity
// with a negative one), and lack of memory with 0. The first error in the queue distinguishes them. In doubt it is a
// forgery: a stranger must not be able to make the server report a failure.
SignatureOutcome outcomeOf(int answer) noexcept {
  if (answer == 1) return SignatureOutcome::verified;
  const unsigned long first = ERR_peek_error();
  if (ERR_GET_REASON(first) == ERR_R_MALLOC_FAILURE) return SignatureOutcome::outOfMemory;
  const bool isOfEvp = ERR_GET_LIB(first) == ERR_LIB_EVP, isReasonUnsaid = ERR_GET_REASON(first) == notVerified;
  // OpenSSL 3.5's ECDSA without memory. It answers bad DER alike, but the DER is ours.
  if (answer < 0 && isOfEvp && isReasonUnsaid) return SignatureOutcome::outOfMemory;
  const bool opensslFailed = (isOfEvp && !isReasonUnsaid) || (answer < 0 && ERR_COMMON_ERROR(first) != 0);
  return opensslFailed ? SignatureOutcome::failed : SignatureOutcome::forged;
}

}  // namespace jwtauth::inline v0
