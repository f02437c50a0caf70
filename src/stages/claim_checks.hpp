#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "jwtauth/config.hpp"
#include "jwtauth/result.hpp"
#include "src/json/json_value.hpp"

namespace jwtauth::inline v0 {

/// From this many on, the configured audiences must be sorted.
inline constexpr std::size_t manyAudiences = 8;

/// A claim that RFC 7519 2 calls a NumericDate, as the token has it: missing, malformed, or seconds since 1970.
class NumericDate {
 public:
  NumericDate() noexcept = default;
  /// A value of another type, or before 1970 or after the year 9999, is malformed, and never treated as missing.
  explicit NumericDate(const JsonValue& claim) noexcept;

  bool isMissing() const noexcept { return state_ == State::missing; }
  bool isMalformed() const noexcept { return state_ == State::malformed; }
  bool isKnown() const noexcept { return state_ == State::known; }
  /// Since 1970; 0 when missing or malformed.
  double seconds() const noexcept { return seconds_; }

  friend bool operator==(const NumericDate&, const NumericDate&) = default;

 private:
  enum class State : std::uint8_t { missing, malformed, known };
  double seconds_ = 0;
  State state_ = State::missing;
};

struct TokenTimes {
  NumericDate expiry, notBefore, issuedAt;
};

/// The claims that are checked, as the token has them. The values borrow the payload.
struct RegisteredClaims {
  std::optional<JsonValue> issuer{}, audience{}, confirmation{};
  TokenTimes times{};
  std::string_view payload{};    ///< checked JSON, for claims that the configuration names
  std::string_view header{};     ///< the same of the header; empty where no check asks for it
  std::string_view keyIssuer{};  ///< for whom the key says that it signs; empty: it does not say

  /// Keeps the member when it is one of these.
  void take(const JsonItem& member) noexcept;

  /// Of TokenForm::awsAlb: issuer, audience and expiry are those of the header. Refuses a payload that says otherwise.
  Result<void> takeFromHeader();
};

/// One rule of the policy. The request path asks every rule in order; the verdict cache asks those again whose answer
/// changes with time; explain asks each by itself.
struct ClaimCheck {
  enum class Subject : std::uint8_t { times, issuer, audience, confirmation, profile, requiredHeader, requiredClaims };

  Subject subject;
  bool dependsOnTime;  ///< such a check looks at RegisteredClaims::times alone
  Result<void> (*verdict)(const RegisteredClaims&, const JwtAuthenticationConfig&, double now);
};

inline void RegisteredClaims::take(const JsonItem& member) noexcept {
  const JsonString& name = member.name;
  const bool mayHaveThreeLetters = name.raw.size() == 3 || name.escaped;
  if (!mayHaveThreeLetters) return;  // as each of these names has
  if (name.equals("iss"))
    issuer = member.value;
  else if (name.equals("aud"))
    audience = member.value;
  else if (name.equals("exp"))
    times.expiry = NumericDate(member.value);
  else if (name.equals("nbf"))
    times.notBefore = NumericDate(member.value);
  else if (name.equals("iat"))
    times.issuedAt = NumericDate(member.value);
  else if (name.equals("cnf"))
    confirmation = member.value;
}

/// All of them, in the order in which a token is refused.
std::span<const ClaimCheck> claimChecks() noexcept;

/// The first refusal of all checks.
Result<void> checkAll(const RegisteredClaims& claims, const JwtAuthenticationConfig& config, double now);

/// The first refusal of the checks that depend on time, for a token that passed all of them before. No other claim than
/// its times is looked at.
Result<void> checkAgain(const RegisteredClaims& claims, const JwtAuthenticationConfig& config, double now) noexcept;

/// What `audience` is compared with: the first claim of the setting audienceClaim that the token has, or `aud`.
std::optional<JsonValue> audienceOf(const RegisteredClaims& claims, const JwtAuthenticationConfig& config);

/// RFC 7519 4.1.3: `aud` is a string, or an array of strings. Nothing when it is something else.
std::optional<std::vector<std::string>> audiencesIn(const JsonValue& audience);

inline double secondsSince1970(WallTime time) noexcept {
  return time.time_since_epoch().count();
}

}  // namespace jwtauth::inline v0
