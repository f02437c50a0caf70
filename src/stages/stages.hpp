#pragma once

// The map of the library: the stages a request passes, in order, one source file each. None calls an earlier one.

#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "jwtauth/config.hpp"
#include "jwtauth/key.hpp"
#include "jwtauth/principal.hpp"
#include "jwtauth/request.hpp"
#include "jwtauth/result.hpp"
#include "src/json/json_value.hpp"
#include "src/possession/confirmation.hpp"
#include "src/possession/dpop_checker.hpp"
#include "src/stages/claim_checks.hpp"
#include "src/stages/header_memo.hpp"

namespace jwtauth::inline v0 {

// --- 1. authorization.cpp: Authorization fields → the token's text and its scheme; credentials.cpp: other places of a
// request

struct Credentials {
  std::string_view token;
  AuthenticationScheme scheme = AuthenticationScheme::bearer;
  const TokenPlace* place = nullptr;  ///< of tokenFrom; null: Authorization, as is usual
};

/// RFC 6750 2.1, RFC 9449 7.1, RFC 9110 11.4: the token of the only field. Refuses: no credentials, another scheme, two
/// fields; DPoP where it is off.
Result<Credentials> extractCredentials(const Request& request, Possession dpop) noexcept;

/// The token of the one of these places that holds one. Refuses: no place does, several do, a place that cannot be
/// read.
Result<Credentials> findCredentials(const Request& request, std::span<const TokenPlace> places) noexcept;

/// The token of a request, where the configuration says that it is. Refuses, besides: a cookie with a request that a
/// foreign page may have forged; the scheme DPoP where the host gave nothing to check a proof with.
Result<Credentials> openCredentials(const Request& request, const JwtAuthenticationConfig& config) noexcept;

/// Takes off the one layer of base64url that `base64Encoded` announces.
Result<std::string> unwrapToken(std::string_view token);

/// Refuses what is longer than the configured bound, before anything else looks at it.
Result<std::string_view> limitToken(std::string_view token, std::size_t maxTokenBytes) noexcept;

// --- 2. verdict_cache.cpp: VerdictCache::find, for tokens that were verified before; a hit goes on at checkRevocation

// --- 3. compact_jws.cpp: token text → header, signing input, payload, signature

inline constexpr std::size_t maxHeaderBytes = 8 * 1024;
inline constexpr std::size_t maxSignatureBytes = 16384 / 8;  // RSA of 16,384 bits

/// Memory that the parts of one token are decoded into. On the stack of the request, except the payload.
struct JwsWorkspace {
  std::array<unsigned char, maxHeaderBytes> header;
  std::array<unsigned char, maxSignatureBytes> signature;
  std::string payload;
  std::string keyId;  // only for a kid written with escapes
  HeaderMemo::Found knownHeader;
};

/// What stage 3 compares the header with.
struct HeaderPolicy {
  Algorithm algorithm;
  std::string_view requiredType;
  std::span<const Algorithm> otherAlgorithms{};
  TokenForm form = TokenForm::jws;
};

inline HeaderPolicy headerPolicyOf(const JwtAuthenticationConfig& config) noexcept {
  return {config.algorithm, config.requiredType, config.otherAlgorithms, config.tokenForm};
}

struct CompactJws {
  Algorithm algorithm;          ///< the one of the policy that the header names
  std::string_view headerText;  ///< base64url
  std::string_view signingInput;
  std::string_view header;   ///< checked JSON; empty for one that the memo knew
  std::string_view keyId;    ///< empty: the header has none
  std::string_view payload;  ///< decoded; not to be trusted until the signature is verified
  std::span<const unsigned char> signature;
};

/// RFC 7515 5.2, steps 1 to 7. The result borrows the token and the workspace. The memo belongs to this policy, which
/// then has one algorithm.
Result<CompactJws> parseCompactJws(std::string_view token, const HeaderPolicy& policy, JwsWorkspace& workspace,
                                   HeaderMemo* memo = nullptr);

// --- 4. key_provider.cpp, jwks.cpp: KeyProvider::find

// --- 5. signature.cpp: is it this key's signature?

/// Refuses a forged signature, and reports a failure of libcrypto.
Result<void> verifySignature(const VerificationKey& key, std::string_view signingInput,
                             std::span<const unsigned char> signature) noexcept;

// --- 6. claims.cpp: payload → claims that the policy accepts; claim_checks.cpp has the rules

/// What a principal is made of. The values borrow the payload.
struct AcceptedClaims {
  std::optional<JsonValue> username;
  std::optional<JsonValue> roles;
  TokenTimes times;
  std::shared_ptr<const Confirmation> confirmation;  ///< null: the token is not bound
};

/// Of a token whose signature was verified. Its header must be known where the policy asks for members of it.
Result<AcceptedClaims> checkClaims(std::string_view payload, const JwtAuthenticationConfig& config, WallTime now,
                                   std::string_view header = {}, std::string_view keyIssuer = {});

// --- 7. revocation.cpp: does the token still count? And what does one mean that only its issuer can read?

/// In place of stages 3 to 5: the claims of an opaque token. Refuses what cannot be a bearer token, without asking.
Result<std::shared_ptr<const std::string>> askAuthority(std::string_view token, const TokenAuthority& authority);

/// Asks the configuration's revocationChecks; the first that refuses decides.
Result<void> checkRevocation(const VerifiedToken& token, const JwtAuthenticationConfig& config);

/// The same for a token that was verified before; it is given as it was sent.
Result<void> checkRevocationOfKnown(std::string_view token, std::string_view claims,
                                    const JwtAuthenticationConfig& config);

/// Whether an answer about this token, given as it was sent, is on its way; then `resume` is called when it has come.
bool tellWhenSettled(std::string_view token, const JwtAuthenticationConfig& config,
                     const std::function<void()>& resume);

// --- 8. possession.cpp: does the sender hold what the token is bound to?

/// How a request presents its token.
struct Presentation {
  std::string_view token;  ///< as it was sent
  AuthenticationScheme scheme = AuthenticationScheme::bearer;
  const Request* request = nullptr;  ///< null: the token came alone
  DpopChecker::Use use = DpopChecker::Use::once;
};

/// checkPossession() of all but the usual case.
Result<void> checkBinding(const Confirmation* bound, const Presentation& presentation,
                          const JwtAuthenticationConfig& config, DpopChecker* dpop, WallTime now);

/// Asked for each request, also about a token that was verified before. Refuses where the key or certificate of `cnf`
/// is not shown, and the scheme DPoP with a token that is not bound to a key. `dpop` is null where it is off.
inline Result<void> checkPossession(const Confirmation* bound, const Presentation& presentation,
                                    const JwtAuthenticationConfig& config, DpopChecker* dpop, WallTime now) {
  if (bound == nullptr && presentation.scheme == AuthenticationScheme::bearer) return {};
  return checkBinding(bound, presentation, config, dpop, now);
}

// --- 9. make_principal.cpp: claims → who it is

/// The setting scopesClaim, shared by all principals; null where it is empty.
using ScopesClaim = std::shared_ptr<const std::vector<std::string>>;

/// The claims borrow the payload, which moves into the principal.
Result<Principal> makePrincipal(const AcceptedClaims& claims, std::string&& payload,
                                const JwtAuthenticationConfig& config, const ScopesClaim& scopesClaim = {});

/// Asks the configuration's extraCheck, also about a principal that was verified before.
Result<Principal> askExtraCheck(Principal principal, const JwtAuthenticationConfig& config);

}  // namespace jwtauth::inline v0
