#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/explain/examination.hpp"

namespace jwtauth::inline v0 {

/// How a value differs from the one it was meant to be: "differs only by the trailing slash". Nothing when the two
/// differ by more than people overlook.
std::optional<std::string> smallDifference(std::string_view actual, std::string_view expected);

/// The host of an http or https address, in lower case; empty for anything else.
std::string hostOf(std::string_view address);

/// Begins as the base64url of a JSON object and has dots: what a compact JWS or JWE looks like at a glance.
bool looksLikeToken(std::string_view text);

/// What the setting `audience` is compared with, `aud` unless audienceClaim says otherwise.
std::optional<JsonValue> audienceOf(const Examination& found);

/// The entries of `aud`, be it one string or several; empty when it is missing or malformed.
std::vector<std::string> audiencesOf(const TokenJson& payload);

/// The kind of a token, judged by what issuers put into it (OpenID Connect Core 2, RFC 9068 2.2, Auth0's own).
enum class TokenKind { unclear, idToken, accessToken };
TokenKind kindOf(const Examination& found);

/// The client that the token was issued to, by `azp` or `client_id`; empty when it does not say.
std::string clientOf(const TokenJson& payload);

/// The issuers that this server is configured for: of the one mechanism, or of all of a router.
std::vector<std::string> trustedIssuers(const Examination& found);

/// Says that the token names an issuer that is none of these, and that the token was refused for what may follow from
/// it: that issuer's own keys and algorithm.
bool isOfUntrustedIssuer(const Examination& found);

/// Names of the token's members that end in `word` after a slash, dot or colon, or are it in another letter case.
std::vector<std::string> namesLike(const TokenJson& payload, std::string_view word);

/// The names of the configured issuer.
std::vector<std::string> issuersOf(const JwtAuthenticationConfig& config);

/// The names of the algorithms that tokens may be signed with.
std::vector<std::string> algorithmNamesOf(const JwtAuthenticationConfig& config);

/// The scopes of the token, by scopesClaim.
std::vector<std::string> scopesOf(const Examination& found);

/// The claims that roles are taken from.
std::vector<std::string> rolesClaimsOf(const JwtAuthenticationConfig& config);

/// What requiredHeader and requiredClaims want and the token does not have, one sentence each: what came, what is
/// wanted.
std::vector<std::string> unmetRequirements(const Examination& found);

/// Says that the configured certificate belongs to another host than the issuer's.
bool certificateIsOfAnotherHost(const Examination& found);

}  // namespace jwtauth::inline v0
