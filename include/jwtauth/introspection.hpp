#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "jwtauth/remote_jwks.hpp"
#include "jwtauth/revocation_check.hpp"
#include "jwtauth/token_authority.hpp"

namespace jwtauth::inline v0 {

/// How an authorization server is asked about tokens, and how long its answers count.
struct IntrospectionOptions {
  // What this server shows to be allowed to ask (RFC 7662 2.1); one of the three has to be set.
  std::string clientId{};            ///< with clientSecret: HTTP Basic (RFC 6749 2.3.1)
  std::string clientSecret{};        ///<
  std::string bearerTokenFile{};     ///< a file with a bearer token, read again for each question; never sent over http
  std::string certificateFile{};     ///< PEM file of a client certificate, and
  std::string certificateKeyFile{};  ///< that of its key; both or none

  /// How long a request may wait for an answer, at most a minute. 0 in event loops: it is refused with keysPending at
  /// once, and whenKeysSettle() calls back.
  std::chrono::milliseconds waitForAnswer{2'000};

  /// How long it counts that a token is active: what is revoked meanwhile is taken. Never beyond the answer's own
  /// `exp`. 1 s to 10 min.
  std::chrono::seconds keepActive{30};

  std::chrono::seconds keepInactive{5};  ///< the same for one that is not; 1 s to 10 min

  /// How many answers are kept, 1 to 1,000,000: of active tokens, and as many of others. Tokens are kept by their hash
  /// alone. Allow the size of an answer for each.
  std::size_t entries = 10'000;

  std::size_t requestsAtOnce = 4;  ///< 1 to 64; each has a thread. About one token there is one at a time.

  /// As a RevocationCheck: while the authorization server gives no answer, take what was verified here without it.
  /// Opaque tokens are refused with statusUnavailable then, whatever this says.
  bool acceptWithoutAnswer = false;

  std::chrono::milliseconds connectTimeout{2'000};
  std::chrono::milliseconds totalTimeout{5'000};  ///< from the first request with a token to the answer
  std::size_t maxAnswerBytes = 64 * 1024;

  std::string caFile{};          ///< PEM file of the trusted authorities; empty: the system's
  std::string proxy{};           ///< URL of an HTTP proxy; empty: none, even if the environment names one
  bool acceptPlainHttp = false;  ///< http: too; tokens and secret can then be read on the network

  /// Used instead of libcurl; called by several threads at once.
  Fetch fetch{};

  Clock clock{};
};

/// What questions to a server were like; for health checks and metrics.
struct InquiryStatus {
  std::uint64_t requests = 0;  ///< that have ended, successful or not
  std::uint64_t failures = 0;  ///< of these, the ones without a usable answer
  std::size_t waiting = 0;     ///< questions that are put now, or wait for their turn
  std::optional<WallTime> lastFailure{};
  std::string lastFailureReason{};  ///< empty when there was none
};

/// Asks an authorization server about tokens (OAuth 2.0 Token Introspection, RFC 7662). Two uses:
/// as JwtAuthenticationConfig::tokenAuthority it says what opaque tokens mean, as one of revocationChecks whether JWTs
/// that were verified here are still active. Safe for any number of threads. Threads of its own ask, which end with it.
/// A child of fork() does not have them, and gets statusUnavailable: open it in the child.
///
/// A token that is not active is refused with tokenInactive (401), whatever the reason. Where there is no usable
/// answer, also because the server does not take our own credentials, it is statusUnavailable (503). The token goes
/// into the body of the request, and nowhere else.
class JWTAUTH_EXPORT Introspection : public TokenAuthority, public RevocationCheck {
 public:
  ~Introspection() override;
  bool tellWhenSettled(std::string_view token, const std::function<void()>& resume) const override = 0;
  virtual InquiryStatus status() const = 0;
};

/// Asks at this URL. Throws ConfigurationError for a URL or options that cannot work; whether the server answers is
/// known later.
JWTAUTH_EXPORT std::shared_ptr<Introspection> introspection(std::string endpoint, IntrospectionOptions options);

}  // namespace jwtauth::inline v0
