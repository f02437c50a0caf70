#pragma once

#include <functional>
#include <string_view>

#include "jwtauth/export.hpp"
#include "jwtauth/result.hpp"

namespace jwtauth::inline v0 {

/// A token whose claims were accepted. Borrowed for the call.
struct VerifiedToken {
  std::string_view token{};   ///< as it was sent, without the layer of base64Encoded
  std::string_view claims{};  ///< the text of a JSON object, read strictly
};

/// Says whether a token that was verified still counts. It is asked about each request, about tokens that
/// verdictCacheEntries remembers as well, and before proofs of possession are looked at. Called from any number of
/// threads at once.
class JWTAUTH_EXPORT RevocationCheck {
 public:
  virtual ~RevocationCheck();

  /// Yes, or a refusal: revoked, tokenInactive or statusMalformed (401), statusUnavailable (503), or keysPending (503)
  /// while the answer is on its way. An exception becomes the refusal unexpectedFailure.
  virtual Result<void> check(const VerifiedToken& token) const = 0;

  /// After keysPending: says whether an answer about this token is on its way, and calls `resume` exactly once when it
  /// has come, at the latest when this is destroyed. AuthenticationMechanism::whenKeysSettle has the rules for
  /// `resume`. The base class says no.
  virtual bool tellWhenSettled(std::string_view token, const std::function<void()>& resume) const;

 protected:
  RevocationCheck() noexcept = default;
  RevocationCheck(const RevocationCheck&) = default;
  RevocationCheck& operator=(const RevocationCheck&) = default;
};

}  // namespace jwtauth::inline v0
