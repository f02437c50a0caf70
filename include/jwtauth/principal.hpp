#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "jwtauth/authentication_scheme.hpp"
#include "jwtauth/export.hpp"

namespace jwtauth::inline v0 {

/// Who was authenticated. Only a mechanism makes one, so holding one proves that a token was verified. Immutable;
/// a cheap handle to copy; safe for any number of threads. Views stay valid as long as some copy lives.
class JWTAUTH_EXPORT Principal {
 public:
  /// The value of the configured usernameClaim, whole.
  std::string_view name() const noexcept;

  /// The token's roles, then the fixed ones, without repetition.
  std::span<const std::string> roles() const noexcept;
  bool hasRole(std::string_view role) const noexcept;

  /// The claim of the setting scopesClaim, by default `scope` (RFC 8693 4.2), else `scp`: a text split at its spaces,
  /// or an array of texts.
  std::vector<std::string> scopes() const;
  bool hasScope(std::string_view scope) const;

  /// `exp`, rounded down to the second; nothing when the token has none (acceptMissingExpiry).
  std::optional<std::chrono::sys_seconds> expiresAt() const noexcept;

  /// The scheme by which the token is presented: DPoP for one that is bound to a key.
  AuthenticationScheme scheme() const noexcept;

  /// A claim by its literal name, or by JSON Pointer (RFC 6901) when the name starts with '/'. Nothing when it is
  /// missing or of another type, or an integer beyond 64 bits. May throw std::bad_alloc.
  std::optional<std::string> stringClaim(std::string_view claim) const;
  std::optional<std::int64_t> integerClaim(std::string_view claim) const;
  std::optional<double> numberClaim(std::string_view claim) const;
  std::optional<bool> booleanClaim(std::string_view claim) const;
  std::optional<std::vector<std::string>> stringsClaim(std::string_view claim) const;

  /// The claim's JSON text, whatever its type; nothing when it is missing.
  std::optional<std::string_view> claimText(std::string_view claim) const;

  /// The whole payload: a JSON object as the issuer signed it. claims_json.hpp reads it into nlohmann::json.
  std::string_view claimsText() const noexcept;

 private:
  struct Data;
  friend struct PrincipalAccess;
  explicit Principal(std::shared_ptr<const Data> data) noexcept;

  std::shared_ptr<const Data> data_;
};

}  // namespace jwtauth::inline v0
