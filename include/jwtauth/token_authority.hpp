#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "jwtauth/export.hpp"
#include "jwtauth/result.hpp"

namespace jwtauth::inline v0 {

/// Says what a token means that cannot be read here, because it is opaque: an authorization server that is asked
/// about it (RFC 7662). Called from any number of threads at once.
class JWTAUTH_EXPORT TokenAuthority {
 public:
  virtual ~TokenAuthority();

  /// The claims of this token, the text of a JSON object. Refuses with tokenInactive (401), statusUnavailable (503), or
  /// keysPending (503) while the answer is on its way. An exception becomes the refusal unexpectedFailure.
  virtual Result<std::shared_ptr<const std::string>> claimsOf(std::string_view token) const = 0;

  /// As RevocationCheck::tellWhenSettled.
  virtual bool tellWhenSettled(std::string_view token, const std::function<void()>& resume) const = 0;

 protected:
  TokenAuthority() noexcept = default;
  TokenAuthority(const TokenAuthority&) = default;
  TokenAuthority& operator=(const TokenAuthority&) = default;
};

/// What stands for a token where it must not be kept: its SHA-256, 32 bytes. May throw std::bad_alloc.
JWTAUTH_EXPORT std::string digestOfToken(std::string_view token);

}  // namespace jwtauth::inline v0
