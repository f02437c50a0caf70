#pragma once

#include <cstddef>
#include <string_view>

namespace jwtauth::tests {

/// What a failing function of libcrypto leaves in the error queue; notVerified is all that OpenSSL's EVP says, from 3.4
/// on, where nothing below it gave a reason.
enum class Voice { silent, outOfMemory, internalError, notVerified };

/// Makes one call into libcrypto fail while it lives, in this thread: the one of the number given, counted from 0. Only
/// calls from outside of libcrypto are counted, and only of functions that can fail (calls). One at a time.
class CallFailure {
 public:
  CallFailure(std::size_t number, Voice voice) noexcept;
  ~CallFailure();
  CallFailure(const CallFailure&) = delete;
  CallFailure& operator=(const CallFailure&) = delete;

  /// From here on nothing fails.
  void stop() noexcept;

  bool hasFailed() const noexcept { return !function().empty(); }
  /// The function that failed; empty as long as none did.
  std::string_view function() const noexcept;
};

}  // namespace jwtauth::tests
