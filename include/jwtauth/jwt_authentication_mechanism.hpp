#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "jwtauth/config.hpp"
#include "jwtauth/explanation.hpp"
#include "jwtauth/export.hpp"
#include "jwtauth/key_provider.hpp"
#include "jwtauth/principal.hpp"
#include "jwtauth/result.hpp"

namespace jwtauth::inline v0 {

/// What became of the tokens that verdictCacheEntries has remembered.
struct VerdictCacheStatus {
  std::uint64_t hits = 0;    ///< tokens that were remembered and still good
  std::uint64_t misses = 0;  ///< tokens that were verified, good ones and others
  std::size_t entries = 0;   ///< tokens remembered now
};

/// Turns the Authorization header of a request into an authenticated principal, or into one precise refusal.
/// Immutable after construction and safe for any number of concurrent callers; nothing throws at request time.
/// Arguments are borrowed for the call only.
class JWTAUTH_EXPORT JwtAuthenticationMechanism {
 public:
  /// Verifies with the key in the configuration. Throws ConfigurationError.
  explicit JwtAuthenticationMechanism(JwtAuthenticationConfig config, Clock clock = {});

  /// Verifies with the provider's keys; config.key must be empty. Throws ConfigurationError.
  JwtAuthenticationMechanism(JwtAuthenticationConfig config, std::shared_ptr<KeyProvider> keys, Clock clock = {});

  ~JwtAuthenticationMechanism();
  JwtAuthenticationMechanism(JwtAuthenticationMechanism&&) noexcept;
  JwtAuthenticationMechanism& operator=(JwtAuthenticationMechanism&&) noexcept;

  /// The value of the request's only Authorization field; empty when there is none.
  Result<Principal> authenticate(std::string_view authorization) const noexcept;

  /// The values of all Authorization fields of a request, as they came: more than one is refused, and none is used.
  Result<Principal> authenticate(std::span<const std::string_view> authorizationFields) const noexcept;

  /// A token that came some other way (cookie, WebSocket), without a scheme before it.
  Result<Principal> verifyToken(std::string_view token) const noexcept;

  /// The value for WWW-Authenticate beside a 401 or 403 (RFC 6750 3): fixed texts, nothing of the token. `scope` is
  /// named beside insufficient_scope. Empty for kinds that have no challenge (unavailable, internal, none).
  std::string challenge(Error error, std::string_view scope = {}) const;

  /// All zero without verdictCacheEntries. For metrics: slow, off the request path.
  VerdictCacheStatus verdictCacheStatus() const;

  /// Why this header is accepted or refused, step by step. Slow, for people: not for the request path. May throw
  /// std::bad_alloc.
  Explanation explain(std::string_view authorization) const;

 private:
  friend struct MechanismAccess;
  struct Impl;
  std::unique_ptr<const Impl> impl_;
};

}  // namespace jwtauth::inline v0
