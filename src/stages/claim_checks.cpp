// Claims of a verified token go in, yes or the first refusal comes out. Refused: times that are malformed, past or not
// yet reached, another issuer or audience, a binding to a key that was not proved, what is not as it is required.
#include "src/stages/claim_checks.hpp"

#include <algorithm>
#include <array>
#include <bitset>
#include <utility>

#include "src/configuration/configuration.hpp"
#include "src/possession/confirmation.hpp"
#include "src/stages/issuer_names.hpp"
#include "src/stages/required_members.hpp"

namespace jwtauth::inline v0 {
namespace {

constexpr double lastSecond = 253402300799;  // 9999-12-31T23:59:59Z

double skewOf(const JwtAuthenticationConfig& config) noexcept {
  return static_cast<double>(config.clockSkew.count());
}

Result<void> checkExpiry(const RegisteredClaims& claims, const JwtAuthenticationConfig& config, double now) noexcept {
  const NumericDate& expiry = claims.times.expiry;
  if (expiry.isMalformed()) return Error{ErrorCode::claimMalformed, "`exp` is not a NumericDate"};
  if (expiry.isMissing()) {
    if (config.acceptMissingExpiry) return {};
    return Error{ErrorCode::expiryMissing, "no `exp`; expected one, or acceptMissingExpiry"};
  }
  // RFC 7519 4.1.4: on or after the expiration time the token is not accepted.
  if (now >= expiry.seconds() + skewOf(config)) return Error{ErrorCode::expired, "`exp` has passed"};
  return {};
}

Result<void> checkNotBefore(const RegisteredClaims& claims, const JwtAuthenticationConfig& config,
                            double now) noexcept {
  const NumericDate& notBefore = claims.times.notBefore;
  if (notBefore.isMalformed()) return Error{ErrorCode::claimMalformed, "`nbf` is not a NumericDate"};
  if (notBefore.isMissing() || now + skewOf(config) >= notBefore.seconds()) return {};
  return Error{ErrorCode::notYetValid, "`nbf` is in the future"};
}

Result<void> checkIssuedAt(const RegisteredClaims& claims, const JwtAuthenticationConfig& config, double now) noexcept {
  const NumericDate& issuedAt = claims.times.issuedAt;
  if (issuedAt.isMalformed()) return Error{ErrorCode::claimMalformed, "`iat` is not a NumericDate"};
  if (issuedAt.isMissing()) {
    if (!config.maxTokenAge) return {};
    return Error{ErrorCode::tokenTooOld, "no `iat`; maxTokenAge needs one"};
  }
  const double skew = skewOf(config), seconds = issuedAt.seconds();
  if (now + skew < seconds) return Error{ErrorCode::issuedInFuture, "`iat` is in the future"};
  if (config.maxTokenAge && now > seconds + static_cast<double>(config.maxTokenAge->count()) + skew) {
    return Error{ErrorCode::tokenTooOld, "`iat` is longer ago than maxTokenAge"};
  }
  return {};
}

bool isString(const JsonValue& value, std::string_view text) noexcept {
  const auto string = value.string();
  return string && string->equals(text);
}

/// `iss` must equal the template filled with the token's own claim, which names a trusted tenant.
Result<void> checkTenant(const JsonString& iss, const RegisteredClaims& claims, const JwtAuthenticationConfig& config) {
  const std::string name = iss.decoded();
  const auto pattern = templateIn(config.issuer);
  const auto tenant = pattern ? pattern->tenantIn(name) : std::nullopt;
  if (!tenant) return Error{ErrorCode::issuerMismatch, "`iss` is not of the form of the configured issuer"};
  const auto claim = valueOfDocument(claims.payload).member(pattern->claim);
  if (!claim || !isString(*claim, *tenant)) {
    return Error{ErrorCode::issuerMismatch, "`iss` does not hold the token's own claim as the configured issuer does"};
  }
  if (!isTrustedTenant(*tenant, config)) {
    return Error{ErrorCode::issuerMismatch, "`iss` is of a tenant that is not in issuerTenants"};
  }
  if (!claims.keyIssuer.empty() && !maySignFor(name, claims.keyIssuer, *pattern)) {
    return Error{ErrorCode::keyUnknown, "the key's own `issuer` is another than the token's"};
  }
  return {};
}

Result<void> checkIssuer(const RegisteredClaims& claims, const JwtAuthenticationConfig& config, double) {
  if (config.acceptAnyIssuer) return {};
  const auto& issuer = claims.issuer;
  if (!issuer) return Error{ErrorCode::issuerMismatch, "no `iss`; expected the configured issuer"};
  if (!issuer->isString()) return Error{ErrorCode::issuerMismatch, "`iss` is not a string"};
  if (hasTemplate(config)) return checkTenant(*issuer->string(), claims, config);
  // RFC 7519 4.1.1, RFC 3986 6.2.1: compared character by character.
  if (isString(*issuer, config.issuer) || isNameOfIssuer(*issuer->string(), config)) return {};
  return Error{ErrorCode::issuerMismatch, "`iss` is not the configured issuer"};
}

/// The place of an entry of `aud` among the configured audiences. Many of these are sorted, so that many entries
/// against many audiences cost little more than reading them.
std::optional<std::size_t> placeOf(const JsonString& text, const std::vector<std::string>& configured) noexcept {
  auto place = configured.begin();
  if (configured.size() < manyAudiences) {
    while (place != configured.end() && !text.equals(*place)) ++place;
  } else {
    const auto isBefore = [](const std::string& one, const JsonString& other) {
      return JsonString{one}.compare(other) < 0;
    };
    place = std::lower_bound(place, configured.end(), text, isBefore);
    if (place != configured.end() && !text.equals(*place)) place = configured.end();
  }
  if (place == configured.end()) return std::nullopt;
  return static_cast<std::size_t>(place - configured.begin());
}

/// Takes each audience of `aud`, which is one string or an array of them; false as soon as it is neither.
template <class Take>
bool takeAudiences(const JsonValue& audience, Take take) {
  if (const auto text = audience.string()) {
    take(*text);
    return true;
  }
  if (audience.type() != JsonType::array) return false;
  JsonValue::Items entries = audience.items();
  while (const auto entry = entries.next()) {
    const auto text = entry->value.string();
    if (!text) return false;
    take(*text);
  }
  return true;
}

/// Whether `aud` names one of the configured audiences; nothing when it is neither a string nor an array of strings.
std::optional<bool> namesAny(const JsonValue& audience, const std::vector<std::string>& configured) noexcept {
  bool isNamed = false;
  const auto take = [&](const JsonString& text) { isNamed = isNamed || placeOf(text, configured); };
  if (!takeAudiences(audience, take)) return std::nullopt;
  return isNamed;
}

/// The same for all of them.
std::optional<bool> namesAll(const JsonValue& audience, const std::vector<std::string>& configured) noexcept {
  std::bitset<maxListEntries> named;
  const auto take = [&](const JsonString& text) {
    if (const auto place = placeOf(text, configured)) named.set(*place);
  };
  if (!takeAudiences(audience, take)) return std::nullopt;
  return named.count() == configured.size();
}

/// Names the claim that is compared: `aud`, that of the setting audienceClaim, or the header's `client`.
constexpr Error audienceError(const JwtAuthenticationConfig& config, std::string_view ofAud, std::string_view ofAnother,
                              std::string_view ofClient) noexcept {
  const bool isClient = config.tokenForm == TokenForm::awsAlb;
  return {ErrorCode::audienceMismatch, isClient ? ofClient : config.audienceClaim.empty() ? ofAud : ofAnother};
}

Result<void> checkAudience(const RegisteredClaims& claims, const JwtAuthenticationConfig& config, double) {
  if (config.acceptAnyAudience) return {};
  const auto audience = audienceOf(claims, config);
  if (!audience) {
    return audienceError(config, "no `aud`; expected a configured audience",
                         "no claim of audienceClaim; expected a configured audience",
                         "no `client` in the header; expected a configured audience");
  }
  const auto isNamed = config.audienceMatch == AudienceMatch::all ? namesAll(*audience, config.audience)
                                                                  : namesAny(*audience, config.audience);
  if (!isNamed) {
    return audienceError(config, "`aud` is neither a string nor an array of strings",
                         "the audienceClaim is neither a string nor an array of strings",
                         "`client` of the header is neither a string nor an array of strings");
  }
  if (!*isNamed) {
    return audienceError(config, "`aud` does not name a configured audience",
                         "the audienceClaim does not name a configured audience",
                         "`client` of the header does not name a configured audience");
  }
  return {};
}

/// RFC 7800 3, RFC 9449 7.1, RFC 8705 3. Whether the sender holds what the token is bound to is asked afterwards, in
/// checkPossession.
Result<void> checkConfirmation(const RegisteredClaims& claims, const JwtAuthenticationConfig& config, double) {
  constexpr Error noKey{ErrorCode::confirmationMissing, "no `cnf.jkt`; `dpop` is required"};
  constexpr Error noCertificate{ErrorCode::confirmationMissing, "no certificate in `cnf`; `mutualTls` is required"};
  if (!claims.confirmation) {
    if (config.dpop == Possession::required) return noKey;
    return config.mutualTls == Possession::required ? Result<void>(noCertificate) : Result<void>();
  }
  const auto read = readConfirmation(*claims.confirmation);
  if (!read) return read.error();
  const Confirmation& bound = *read;
  if (config.dpop == Possession::required && bound.keyThumbprint.empty()) return noKey;
  if (config.mutualTls == Possession::required && bound.certificateThumbprint.empty()) return noCertificate;
  if (config.acceptUnboundConfirmation) return {};
  if (!bound.isUnderstood()) {
    return Error{ErrorCode::confirmationUnbound, "`cnf` binds the token to something other than a key or certificate"};
  }
  if (!bound.keyThumbprint.empty() && config.dpop == Possession::off) {
    return Error{ErrorCode::confirmationUnbound, "`cnf.jkt` binds the token to a key, and `dpop` is off"};
  }
  if (!bound.certificateThumbprint.empty() && config.mutualTls == Possession::off) {
    return Error{ErrorCode::confirmationUnbound, "`cnf` binds the token to a certificate, and `mutualTls` is off"};
  }
  return {};
}

/// RFC 9068 2.2 and 4: what such a token holds besides what is checked for every token.
Result<void> checkProfile(const RegisteredClaims& claims, const JwtAuthenticationConfig& config, double) {
  if (config.accessTokenProfile == AccessTokenProfile::none) return {};
  const JsonValue members = valueOfDocument(claims.payload);
  for (const std::string_view name : {"sub", "client_id", "jti"}) {
    const auto member = members.member(name);
    if (!member || !member->string()) {
      return Error{ErrorCode::claimMismatch,
                   "a claim that RFC 9068 2.2 wants is missing or no text; accessTokenProfile is set"};
    }
  }
  if (claims.times.issuedAt.isMissing())
    return Error{ErrorCode::claimMismatch, "no `iat`, which RFC 9068 2.2 wants; accessTokenProfile is set"};
  return {};
}

Result<void> checkRequiredHeader(const RegisteredClaims& claims, const JwtAuthenticationConfig& config, double) {
  if (config.requiredHeader.empty()) return {};
  const bool isKnown = !claims.header.empty();
  if (isKnown && firstUnmet(valueOfDocument(claims.header), config.requiredHeader) == nullptr) return {};
  return Error{ErrorCode::claimMismatch, "a member of the header is not what requiredHeader wants"};
}

Result<void> checkRequiredClaims(const RegisteredClaims& claims, const JwtAuthenticationConfig& config, double) {
  if (config.requiredClaims.empty()) return {};
  if (firstUnmet(valueOfDocument(claims.payload), config.requiredClaims) == nullptr) return {};
  return Error{ErrorCode::claimMismatch, "a claim is not what requiredClaims wants"};
}

using Subject = ClaimCheck::Subject;

constexpr std::array<ClaimCheck, 9> checks{{
    {Subject::times, true, checkExpiry},
    {Subject::times, true, checkNotBefore},
    {Subject::times, true, checkIssuedAt},
    {Subject::issuer, false, checkIssuer},
    {Subject::audience, false, checkAudience},
    {Subject::confirmation, false, checkConfirmation},
    {Subject::profile, false, checkProfile},
    {Subject::requiredHeader, false, checkRequiredHeader},
    {Subject::requiredClaims, false, checkRequiredClaims},
}};

/// Of all checks, or of those that depend on time alone. Unrolled, so that the compiler sees through the table.
template <bool ofTimeAlone, std::size_t... place>
Result<void> firstRefusal(const RegisteredClaims& claims, const JwtAuthenticationConfig& config, double now,
                          std::index_sequence<place...>) noexcept(ofTimeAlone) {
  Result<void> verdict;
  const auto passes = [&]<std::size_t one>(std::integral_constant<std::size_t, one>) {
    if constexpr (ofTimeAlone && !checks[one].dependsOnTime) return true;
    verdict = checks[one].verdict(claims, config, now);
    return verdict.hasValue();
  };
  (void)(passes(std::integral_constant<std::size_t, place>()) && ...);
  return verdict;
}

}  // namespace

NumericDate::NumericDate(const JsonValue& claim) noexcept : state_(State::malformed) {
  const auto seconds = claim.number();
  if (!seconds || !(*seconds >= 0 && *seconds <= lastSecond)) return;
  seconds_ = *seconds;
  state_ = State::known;
}

Result<void> RegisteredClaims::takeFromHeader() {
  const JsonValue members = valueOfDocument(header);
  const auto headerIssuer = members.member("iss");
  const auto headerExpiry = members.member("exp");
  const NumericDate expiry = headerExpiry ? NumericDate(*headerExpiry) : NumericDate();
  const auto text = issuer ? issuer->string() : std::nullopt;
  if (issuer && !(text && headerIssuer && isString(*headerIssuer, text->decoded()))) {
    return Error{ErrorCode::issuerMismatch, "`iss` of the payload is not that of the header"};
  }
  if (!times.expiry.isMissing() && !(times.expiry.isKnown() && times.expiry == expiry)) {
    return Error{ErrorCode::claimMalformed, "`exp` of the payload is not that of the header"};
  }
  issuer = headerIssuer;
  audience = members.member("client");
  times.expiry = expiry;
  return {};
}

std::span<const ClaimCheck> claimChecks() noexcept {
  return checks;
}

Result<void> checkAll(const RegisteredClaims& claims, const JwtAuthenticationConfig& config, double now) {
  return firstRefusal<false>(claims, config, now, std::make_index_sequence<checks.size()>());
}

Result<void> checkAgain(const RegisteredClaims& claims, const JwtAuthenticationConfig& config, double now) noexcept {
  return firstRefusal<true>(claims, config, now, std::make_index_sequence<checks.size()>());
}

std::optional<JsonValue> audienceOf(const RegisteredClaims& claims, const JwtAuthenticationConfig& config) {
  if (config.audienceClaim.empty()) return claims.audience;
  for (const std::string& claim : config.audienceClaim) {
    if (const auto value = findByNameOrPointer(valueOfDocument(claims.payload), claim)) return value;
  }
  return std::nullopt;
}

std::optional<std::vector<std::string>> audiencesIn(const JsonValue& audience) {
  std::vector<std::string> audiences;
  if (!takeAudiences(audience, [&](const JsonString& text) { audiences.push_back(text.decoded()); }))
    return std::nullopt;
  return audiences;
}

}  // namespace jwtauth::inline v0
