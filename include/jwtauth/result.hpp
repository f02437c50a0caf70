#pragma once

#include <cstdint>
#include <stdexcept>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include "jwtauth/authentication_scheme.hpp"
#include "jwtauth/export.hpp"

namespace jwtauth::inline v0 {

/// What a refusal means for the HTTP answer. It is the high byte of every ErrorCode.
enum class ErrorKind : std::uint8_t {
  none = 0,
  noCredentials = 1,   ///< 401, a challenge without an error (RFC 6750 3.1)
  invalidToken = 2,    ///< 401, error="invalid_token"
  insufficient = 3,    ///< 403, error="insufficient_scope"
  unavailable = 4,     ///< 503: the keys are unavailable right now; try again
  configuration = 5,   ///< never at request time: carried by ConfigurationError
  internal = 6,        ///< 500: out of memory, or the cryptographic library failed
  invalidRequest = 7,  ///< 400, error="invalid_request": credentials that contradict each other
};

/// Every reason for which this library refuses. The high byte is the ErrorKind.
enum class ErrorCode : std::uint16_t {
  none = 0,

  credentialsMissing = 0x0100,  ///< no token where it is looked for
  schemeUnsupported,            ///< credentials of a scheme that is not taken here

  tokenTooLarge = 0x0201,  ///< longer than maxTokenBytes
  tokenMalformed,          ///< not a canonical compact JWS with strict JSON inside
  headerUnsupported,       ///< crit, b64=false, a kid or typ that is not a string
  typeMismatch,            ///< header `typ` is not requiredType
  algorithmNotAllowed,     ///< header `alg` is not the configured algorithm
  keyUnknown,              ///< no key for this algorithm and key id
  signatureInvalid,        ///< the signature does not verify
  claimMalformed,          ///< exp, nbf or iat is not a sensible NumericDate
  expiryMissing,           ///< no `exp`
  expired,                 ///< `exp` has passed
  notYetValid,             ///< `nbf` is in the future
  issuedInFuture,          ///< `iat` is in the future
  tokenTooOld,             ///< older than maxTokenAge, or its age is unknown (no `iat`)
  issuerMismatch,          ///< `iss` is missing or is not the configured issuer
  audienceMismatch,        ///< `aud` (or the audienceClaim) is missing or names no configured audience
  confirmationUnbound,     ///< `cnf`: the token is bound to a key, and nothing shows that its sender has it
  usernameMissing,         ///< the configured user name claim is missing
  usernameMalformed,       ///< it is not of usernameForm, is empty, or holds control characters
  rolesMissing,            ///< the configured roles claim is missing
  rolesMalformed,          ///< it is neither an array nor of the configured form
  checkRefused,            ///< the configured extraCheck refused
  loginInsufficient,       ///< a Requirement wants a stronger or a more recent login (RFC 9470)
  claimMismatch,           ///< a claim or header member is not what requiredClaims or requiredHeader wants
  confirmationMalformed,   ///< `cnf` cannot be read
  confirmationMissing,     ///< the token is not bound to a key, and has to be
  confirmationMismatch,    ///< the token is bound to another key or certificate than the one that was shown
  proofMissing,            ///< no DPoP field (RFC 9449 4.3)
  proofRepeated,           ///< more than one
  proofMalformed,          ///< not a compact JWS of strict JSON with all its claims
  proofUnsupported,        ///< its type, algorithm or key is not taken here
  proofForOtherRequest,    ///< `htm` or `htu` is of another request
  proofForOtherToken,      ///< `ath` is of another token
  proofExpired,            ///< `iat` is too long ago, or in the future
  proofForged,             ///< its signature does not verify
  proofReplayed,           ///< it was used before
  proofNonceMissing,       ///< it has no recent nonce of this server (dpopNonce)
  revoked,                 ///< a deny list, or the token's own status list, says that it no longer counts
  tokenInactive,           ///< the authorization server says that it is not active (RFC 7662 2.2)
  statusMalformed,         ///< `status` is missing or malformed, or names a list that is not looked at here

  scopeInsufficient = 0x0300,  ///< a Requirement or requiredScopes wants a scope that the token does not have
  roleInsufficient,            ///< a Requirement wants a role that the user does not have

  keysUnavailable = 0x0400,  ///< no key was available in time
  keysPending,        ///< keys or an answer are being fetched: AuthenticationMechanism::whenKeysSettle calls back
  proofsUnavailable,  ///< the store of proofs that were used is full, or cannot be reached
  statusUnavailable,  ///< whether the token still counts cannot be found out now

  settingInvalid = 0x0500,  ///< a setting is missing, mistyped or out of range
  keyUnusable,              ///< the key is of the wrong kind for the algorithm, or cannot be read
  keyTooWeak,               ///< the key is too short, or signatures can be forged with it

  cryptoFailure = 0x0600,  ///< the libcrypto failed where it should not
  outOfMemory,             ///< an allocation failed
  unexpectedFailure,       ///< an exception escaped (from an extraCheck, a Clock or a KeyProvider)

  credentialsRepeated = 0x0700,  ///< more than one Authorization field, or tokens at several places of tokenFrom
};

/// The kind is the high byte of the code.
constexpr ErrorKind kindOf(ErrorCode code) noexcept {
  return static_cast<ErrorKind>(static_cast<std::uint16_t>(code) >> 8);
}

/// The code's name as it is written above: stable, for logs and metrics. An unknown code is "unknown".
JWTAUTH_EXPORT std::string_view nameOf(ErrorCode code) noexcept;

/// Why something was refused. Cheap to copy.
struct Error {
  ErrorCode code = ErrorCode::none;
  /// A string literal: what came and what was expected. Never token text, a claim's value or a key.
  std::string_view detail;
  /// The scheme of the request that was refused: its challenge names the error.
  AuthenticationScheme scheme = AuthenticationScheme::bearer;

  constexpr ErrorKind kind() const noexcept { return kindOf(code); }

  /// 401, 400, 403, 503 or 500 by kind; 200 for ErrorCode::none alone, and 500 for a code that is unknown.
  JWTAUTH_EXPORT int httpStatus() const noexcept;

  friend constexpr bool operator==(const Error& left, const Error& right) noexcept { return left.code == right.code; }
};

/// The error itself, or unexpectedFailure for one without a code.
constexpr Error refusalOf(Error error) noexcept {
  if (error.code != ErrorCode::none) return error;
  return {ErrorCode::unexpectedFailure, "a refusal without a code"};
}

/// Thrown when the value of a refused Result is read: a bug in the caller.
class JWTAUTH_EXPORT BadResultAccess : public std::logic_error {
 public:
  explicit BadResultAccess(Error error);
  ~BadResultAccess() override;
  Error error() const noexcept { return error_; }

 private:
  Error error_;
};

/// Throws BadResultAccess. (Compiled into the library, so that this header serves hosts without exceptions, too.)
[[noreturn]] JWTAUTH_EXPORT void throwBadResultAccess(Error error);

// clang-format 14 takes the && of this class for the operator.
// clang-format off

/// A T, or the Error that explains why there is none. Discarding one is a warning; reading the value of a
/// refused one throws BadResultAccess, so that a forgotten check can never let a request through. (E differs from
/// Error only for the create() functions.)
template <class T, class E = Error>
class [[nodiscard("a Result that is not looked at authenticates no one")]] Result {
  static_assert(!std::is_same_v<std::remove_cv_t<T>, E> && !std::is_reference_v<T>);
  static constexpr bool isOfError = std::is_same_v<E, Error>;

 public:
  using ValueType = T;

  Result(const T& value) noexcept(std::is_nothrow_copy_constructible_v<T>) : state_(std::in_place_index<0>, value) {}
  Result(T&& value) noexcept(std::is_nothrow_move_constructible_v<T>)
      : state_(std::in_place_index<0>, std::move(value)) {}
  /// An Error without a code becomes unexpectedFailure: no refusal may read as success.
  Result(E error) noexcept : state_(std::in_place_index<1>, std::move(error)) {
    if constexpr (isOfError) *std::get_if<1>(&state_) = refusalOf(*std::get_if<1>(&state_));
  }

  bool hasValue() const noexcept { return state_.index() == 0; }
  explicit operator bool() const noexcept { return hasValue(); }

  const T& value() const& { return checked(); }
  T value() && {
    checked();
    return std::move(*std::get_if<0>(&state_));
  }
  const T& operator*() const& { return checked(); }
  T operator*() && { return std::move(*this).value(); }
  const T* operator->() const& { return &checked(); }
  const T* operator->() const&& = delete;  // it would point into a Result that is already gone

  /// Error{} (code none) when there is a value; an E of another type must not be asked for then.
  E error() const noexcept(isOfError) {
    if (const E* error = std::get_if<1>(&state_)) return *error;
    if constexpr (isOfError) {
      return Error{};
    } else {
      throwBadResultAccess(Error{});
    }
  }

 private:
  const T& checked() const {
    if (const T* value = std::get_if<0>(&state_)) return *value;
    if constexpr (isOfError) {
      throwBadResultAccess(error());
    } else {
      throwBadResultAccess(Error{ErrorCode::settingInvalid, ""});
    }
  }

  std::variant<T, E> state_;
};

/// Success without a value, or the Error that explains the refusal.
template <>
class [[nodiscard("a Result that is not looked at refuses no one")]] Result<void, Error> {
 public:
  using ValueType = void;

  constexpr Result() noexcept = default;
  /// An Error without a code becomes unexpectedFailure.
  constexpr Result(Error error) noexcept : error_(refusalOf(error)) {}

  constexpr bool hasValue() const noexcept { return error_.code == ErrorCode::none; }
  constexpr explicit operator bool() const noexcept { return hasValue(); }
  /// Error{} (code none) when nothing was refused.
  constexpr Error error() const noexcept { return error_; }

 private:
  Error error_;
};
// clang-format on

}  // namespace jwtauth::inline v0
