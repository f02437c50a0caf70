#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "jwtauth/algorithm.hpp"
#include "jwtauth/clock.hpp"
#include "jwtauth/configuration_error.hpp"
#include "jwtauth/key.hpp"
#include "jwtauth/principal.hpp"
#include "jwtauth/replay_store.hpp"
#include "jwtauth/result.hpp"
#include "jwtauth/revocation_check.hpp"
#include "jwtauth/token_authority.hpp"

namespace jwtauth::inline v0 {

/// How the token's `aud` is compared with the configured audiences.
enum class AudienceMatch {
  any,  ///< one of the configured audiences is in the token (RFC 7519 4.1.3)
  all,  ///< every configured audience is in the token (RESTHeart's rule)
};

/// A final check of a verified principal: nothing accepts; an Error (usually checkRefused, scopeInsufficient or
/// roleInsufficient, with a literal detail) refuses. Called from any number of threads at once.
using ExtraCheck = std::function<std::optional<Error>(const Principal&)>;

/// One of several keys.
struct ConfiguredKey {
  std::string key{};    ///< as `key` takes it, or a JWK as JSON text
  std::string keyId{};  ///< the `kid` by which tokens name it; stays empty for a JWK, which has its own
};

/// What a claim of the token, or a member of its header, must be. Where the token has an array, one element must be so.
struct RequiredMember {
  enum class Match {
    oneOf,    ///< equal to one of the values, type included: "true" is not true
    prefix,   ///< a text that begins with one of the values
    present,  ///< there, and not null
    absent,   ///< not there
  };
  using Value = std::variant<std::string, std::int64_t, bool>;

  std::string name{};  ///< as usernameClaim names a claim
  std::vector<Value> values{};
  Match match = Match::oneOf;
};

/// How the claim that names the user is written: as a text, or as a whole number whose digits are the name. Never both,
/// or 42 and "42" were one user.
enum class UsernameForm { text, integer };

/// What a claim for roles means when it is not an array.
enum class RolesForm {
  array,        ///< it is refused
  text,         ///< a text is one role
  words,        ///< a text is split at its spaces
  commas,       ///< a text is split at its commas, and blanks are cut off
  memberNames,  ///< the names of an object's members are the roles
};

/// One claim that roles are taken from. Elements of an array are roles whatever the form, and never split.
struct RolesClaim {
  /// Named as usernameClaim. In a pointer one segment may be `*`: every element of an array, never of an object.
  std::string claim{};
  RolesForm form = RolesForm::array;
  std::string prefix{};  ///< put before each role
};

/// A place of a request that may hold the token: a header field, or a cookie. Never the query (RFC 9700 2.4).
struct TokenPlace {
  std::string header{};  ///< the name of the field, without letter case; empty for a cookie
  std::string scheme{};  ///< what stands before the token; empty: the whole value is the token
  std::string cookie{};  ///< the name of the cookie, with letter case (RFC 6265 5.3)

  friend bool operator==(const TokenPlace&, const TokenPlace&) = default;
};

/// How the token is written.
enum class TokenForm {
  jws,  ///< the compact form of RFC 7515
  /// As AWS ALB writes it: each part is padded, and `iss`, `exp` and `client`, which stands for `aud`, are members of
  /// the header.
  awsAlb,
};

/// A standard that says what a token has to hold besides what this configuration checks by itself.
enum class AccessTokenProfile {
  none,
  rfc9068,  ///< `typ` at+jwt; `sub`, `client_id` and `jti` as texts, `iat` as a number
};

/// Whether tokens are bound to something that only their owner has (`cnf`, RFC 7800).
enum class Possession {
  off,       ///< a token that is bound so is refused, for nothing could show it
  allowed,   ///< a token that is bound so has to be shown with it; others need not be bound
  required,  ///< every token has to be bound so
};

/// Whether proofs carry a nonce of this server (RFC 9449 9), which then says how old they are in place of `iat`.
enum class DpopNonce { off, required };

/// Every setting and its default. What an `accept...` field lets through is in its name. (Every member has an
/// initialiser, so that designated initialisation stays silent under -Wextra.)
struct JwtAuthenticationConfig {
  /// The only algorithm a token may be signed with, unless otherAlgorithms names more.
  Algorithm algorithm = Algorithm::RS256;

  /// Further algorithms, at most 7, for an issuer that uses several or changes from one to another. A key still
  /// verifies one algorithm: a JWK that of its `alg`, else that of its type and curve. In JSON `algorithm` is then a
  /// list.
  std::vector<Algorithm> otherAlgorithms{};

  /// `algorithm` and otherAlgorithms.
  std::vector<Algorithm> algorithms() const {
    std::vector<Algorithm> all(otherAlgorithms);
    all.insert(all.begin(), algorithm);
    return all;
  }

  /// The verification key as VerificationKey::fromText reads it. Empty only beside `keys` or a KeyProvider.
  std::string key{};

  /// Several keys in place of `key`, the old one and the new one while they rotate. A token names its key by `kid`;
  /// keys are never tried in turn. Beside a KeyProvider these come first: a secret beside a set that is published.
  std::vector<ConfiguredKey> keys{};

  /// The TOKEN is base64url-encoded once more around its compact form, as in RESTHeart. This is not about the key.
  bool base64Encoded = false;

  /// Where the token is, at most 4 places, of which exactly one may hold one. Empty: Authorization with the scheme
  /// Bearer. For other places Request::fields must be filled.
  std::vector<TokenPlace> tokenFrom{};

  TokenForm tokenForm = TokenForm::jws;

  /// Exact value of `iss`. Required, unless acceptAnyIssuer. A template when it holds `{claim}` as a whole segment of
  /// its path, as `https://login.microsoftonline.com/{tid}/v2.0`: `iss` must equal it, filled with the token's own
  /// claim.
  std::string issuer{};

  /// Further names of the same issuer, at most 15: one operator, the same keys and users. In JSON `issuer` is then a
  /// list.
  std::vector<std::string> otherIssuers{};

  /// The values of the template's claim that are trusted, at most 1,000.
  std::vector<std::string> issuerTenants{};

  /// Values of `aud` that mean this server. Required, unless acceptAnyAudience.
  std::vector<std::string> audience{};
  AudienceMatch audienceMatch = AudienceMatch::any;

  /// The claim that `audience` is compared with, named as usernameClaim; of several, at most 4, the first that the
  /// token has decides. Empty: `aud`. For issuers that name the client elsewhere (`client_id`, `azp`); never `iss` or
  /// `sub`.
  std::vector<std::string> audienceClaim{};

  /// The claim that names the user. A literal name (dots and slashes included), or a JSON Pointer (RFC 6901) when
  /// it starts with '/'. The same holds for rolesClaim.
  std::string usernameClaim = "sub";
  UsernameForm usernameForm = UsernameForm::text;

  /// The claim that lists the roles; empty: the token's roles are not read, unless rolesFrom says otherwise.
  std::string rolesClaim{};

  /// In place of rolesClaim: roles in other forms, or from several claims, at most 8; the user has those of all. In
  /// JSON this is `rolesClaim`, too.
  std::vector<RolesClaim> rolesFrom{};

  /// What Principal::scopes() reads: the first of these claims that the token has, a text split at its spaces or an
  /// array of texts. Empty: `scope`, then `scp`.
  std::vector<std::string> scopesClaim{};

  /// Scopes that every token must have; without them a request is refused with scopeInsufficient (403).
  std::vector<std::string> requiredScopes{};

  /// Roles that every authenticated user has besides those of the token.
  std::vector<std::string> fixedRoles{};

  /// Required header `typ`, "at+jwt" for RFC 9068 access tokens, compared as RFC 7515 4.1.9 says (without letter
  /// case, "application/" optional). Empty: not checked.
  std::string requiredType{};

  /// With rfc9068 requiredType is at+jwt, and no setting may take a check of that standard away.
  AccessTokenProfile accessTokenProfile = AccessTokenProfile::none;

  /// Claims that the token must have with these values besides those that have a check of their own; at most 32. Where
  /// `iss` and `aud` do not say enough, they say it: the kind of the token, the organisation, the branch.
  std::vector<RequiredMember> requiredClaims{};

  /// The same for members of the protected header; Match::prefix is not known there.
  std::vector<RequiredMember> requiredHeader{};

  /// Tolerance for exp, nbf, iat and maxTokenAge; 0 to 10 minutes.
  std::chrono::seconds clockSkew{30};

  /// Longest token looked at, in bytes; 256 to 1 MiB.
  std::size_t maxTokenBytes = 16 * 1024;

  /// Refuse a token issued (`iat`) longer ago than this, or without `iat`.
  std::optional<std::chrono::seconds> maxTokenAge{};

  /// Tokens that are bound to a key by `cnf.jkt` (DPoP, RFC 9449). The host has to fill method, url and dpop of
  /// Request.
  Possession dpop = Possession::allowed;

  /// What proofs may be signed with; none of HMAC.
  std::vector<Algorithm> dpopAlgorithms{Algorithm::ES256, Algorithm::EdDSA, Algorithm::PS256, Algorithm::RS256};

  /// How long ago a proof may have been made; 1 to 600 s. clockSkew is allowed on top, in both directions.
  std::chrono::seconds dpopProofAge{60};

  DpopNonce dpopNonce = DpopNonce::off;

  /// From which nonces are made, at least 32 bytes; the same on all servers that a client may meet. Empty: a random one
  /// of this process.
  std::string dpopNonceSecret{};

  /// Scheme and authority by which clients know this server, "https://api.example": what proofs are compared with in
  /// place of the beginning of Request::url, which a stranger can choose where it comes from the field Host.
  std::string publicOrigin{};

  /// How many proofs are remembered so that none is used twice, 1 to 10,000,000; when it is full, requests with proofs
  /// are refused with 503 until some are too old to be used again.
  std::size_t dpopReplayEntries = 100'000;

  /// In place of dpopReplayEntries: a memory that several servers share.
  std::shared_ptr<ReplayStore> dpopReplayStore{};

  /// Tokens that are bound to the client's certificate by `cnf.x5t#S256` (RFC 8705). The host has to fill
  /// clientCertificate of Request.
  Possession mutualTls = Possession::off;

  /// The identifier of this resource, an https URL (http on loopback), by which clients find its metadata (RFC 9728):
  /// challenges then lead to it, and AuthenticationMechanism::resourceMetadata() makes the document. Byte for byte what
  /// clients call: they compare it so. Usually one of `audience`, too (RFC 8707).
  std::string resource{};

  /// The issuers that the metadata names, where clients get tokens. Empty: `issuer` and otherIssuers.
  std::vector<std::string> authorizationServers{};

  /// The scopes that the metadata names. Empty: requiredScopes.
  std::vector<std::string> scopesSupported{};

  std::string resourceName{};           ///< for people; metadata's `resource_name`
  std::string resourceDocumentation{};  ///< a URL for developers
  std::string resourcePolicyUri{};      ///< a URL: how data may be used
  std::string resourceTosUri{};         ///< a URL: terms of service

  /// What is asked whether a token that was verified still counts, in this order: a DenyList, an Introspection, a
  /// StatusLists, or a check of your own.
  std::vector<std::shared_ptr<RevocationCheck>> revocationChecks{};

  /// Tokens are opaque, and this says what they mean. There are no keys then, and no setting counts that is about the
  /// form of a token; its claims are checked as those of a JWT are.
  std::shared_ptr<TokenAuthority> tokenAuthority{};

  /// How many verified tokens are remembered, 0 to 1,000,000; 0: none. Every use checks the whole token, its times,
  /// the keys' generation and extraCheck. Allow 1 to 3 KiB an entry.
  std::size_t verdictCacheEntries = 0;

  /// Asked last, when a token has passed everything else.
  ExtraCheck extraCheck{};

  /// A token in a cookie counts for every request. A browser sends cookies with requests that a foreign page forged,
  /// too: else they count for GET, HEAD and OPTIONS only, and not for a request that upgrades (WebSocket).
  bool acceptCookieForAll = false;

  bool acceptAnyTenant = false;            ///< every customer of a template's issuer; issuerTenants must be empty
  bool acceptAnyIssuer = false;            ///< `iss` is not checked; issuer must be empty
  bool acceptAnyAudience = false;          ///< `aud` is not checked; audience must be empty
  bool acceptMissingExpiry = false;        ///< a token without `exp` is valid for ever
  bool acceptMissingRoles = false;         ///< a token without rolesClaim has the fixed roles only
  bool acceptUnboundConfirmation = false;  ///< a token that is bound (`cnf`) is taken as plain Bearer, too

  /// The protection space named in challenges (RFC 9110 11.5); printable ASCII.
  std::string realm = "api";
};

}  // namespace jwtauth::inline v0
