// A payload whose signature was verified goes in, the claims that matter come out. Refused: JSON that is not strict,
// times of another type or out of range, expired or early tokens, another issuer or audience, tokens bound to a key.
#include "src/json/strict_json.hpp"
#include "src/stages/stages.hpp"

namespace jwtauth::inline v0 {
namespace {

constexpr double lastSecond = 253402300799;  // 9999-12-31T23:59:59Z

struct RegisteredClaims {
  std::optional<JsonValue> issuer, audience, expiry, notBefore, issuedAt, confirmation;
};

Error faultOfPayload(JsonFault fault) noexcept {
  switch (fault) {
    case JsonFault::notAnObject:
      return {ErrorCode::tokenMalformed, "the payload is not a JSON object"};
    case JsonFault::badUtf8:
      return {ErrorCode::tokenMalformed, "the payload is not well-formed UTF-8"};
    case JsonFault::duplicateMember:
      return {ErrorCode::tokenMalformed, "the payload has a member twice in one object"};
    case JsonFault::tooDeep:
      return {ErrorCode::tokenMalformed, "the payload is nested deeper than 64 levels"};
    case JsonFault::tooManyMembers:
      return {ErrorCode::tokenMalformed, "the payload has more than 1024 members"};
    case JsonFault::numberTooLarge:
      return {ErrorCode::tokenMalformed, "the payload has a number beyond the range of a double"};
    case JsonFault::none:
    case JsonFault::syntax:
      break;
  }
  return {ErrorCode::tokenMalformed, "the payload is not well-formed JSON"};
}

/// Into `registered` and `accepted`; the error, or ErrorCode::none.
Error readClaims(std::string_view payload, const JwtAuthenticationConfig& config, RegisteredClaims& registered,
                 AcceptedClaims& accepted) {
  StrictJsonObject object(payload);
  while (const JsonItem* const item = object.next()) {
    const JsonString& name = item->name;
    if (name.equals("iss"))
      registered.issuer = item->value;
    else if (name.equals("aud"))
      registered.audience = item->value;
    else if (name.equals("exp"))
      registered.expiry = item->value;
    else if (name.equals("nbf"))
      registered.notBefore = item->value;
    else if (name.equals("iat"))
      registered.issuedAt = item->value;
    else if (name.equals("cnf"))
      registered.confirmation = item->value;
    // The user may be named by any claim, one of the above included.
    if (name.equals(config.usernameClaim)) accepted.username = item->value;
    if (!config.rolesClaim.empty() && name.equals(config.rolesClaim)) accepted.roles = item->value;
  }
  if (object.fault() != JsonFault::none) return faultOfPayload(object.fault());
  if (config.usernameClaim.starts_with('/')) accepted.username = valueOfDocument(payload).at(config.usernameClaim);
  if (config.rolesClaim.starts_with('/')) accepted.roles = valueOfDocument(payload).at(config.rolesClaim);
  return {};
}

/// RFC 7519 2: a NumericDate, as seconds since 1970. A value of a wrong type is never taken for a missing one.
Result<double> numericDate(const JsonValue& value, Error malformed) noexcept {
  const auto seconds = value.number();
  if (!seconds || !(*seconds >= 0 && *seconds <= lastSecond)) return malformed;
  return *seconds;
}

double secondsSince1970(std::chrono::system_clock::time_point time) noexcept {
  return std::chrono::duration<double>(time.time_since_epoch()).count();
}

Error checkExpiry(double expiry, double skew, double now) noexcept {
  // RFC 7519 4.1.4: on or after the expiration time the token is not accepted.
  if (now >= expiry + skew) return {ErrorCode::expired, "`exp` has passed"};
  return {};
}

Error checkNotBefore(double notBefore, double skew, double now) noexcept {
  if (now + skew < notBefore) return {ErrorCode::notYetValid, "`nbf` lies ahead"};
  return {};
}

Error checkAge(double issuedAt, const JwtAuthenticationConfig& config, double skew, double now) noexcept {
  if (now + skew < issuedAt) return {ErrorCode::issuedInFuture, "`iat` lies ahead"};
  if (config.maxTokenAge && now > issuedAt + static_cast<double>(config.maxTokenAge->count()) + skew) {
    return {ErrorCode::tokenTooOld, "`iat` is longer ago than maxTokenAge"};
  }
  return {};
}

double skewOf(const JwtAuthenticationConfig& config) noexcept {
  return static_cast<double>(config.clockSkew.count());
}

/// Into `times`; the error, or ErrorCode::none.
Error checkTimes(const RegisteredClaims& claims, const JwtAuthenticationConfig& config, double now,
                 AcceptedTimes& times) noexcept {
  const double skew = skewOf(config);
  if (claims.expiry) {
    const auto expiry = numericDate(*claims.expiry, {ErrorCode::claimMalformed, "`exp` is not a NumericDate"});
    if (!expiry) return expiry.error();
    if (const Error error = checkExpiry(*expiry, skew, now); error.code != ErrorCode::none) return error;
    times.expiresAt = *expiry;
  } else if (!config.acceptMissingExpiry) {
    return {ErrorCode::expiryMissing, "no `exp`; expected one, or acceptMissingExpiry"};
  }
  if (claims.notBefore) {
    const auto notBefore = numericDate(*claims.notBefore, {ErrorCode::claimMalformed, "`nbf` is not a NumericDate"});
    if (!notBefore) return notBefore.error();
    if (const Error error = checkNotBefore(*notBefore, skew, now); error.code != ErrorCode::none) return error;
    times.notBefore = *notBefore;
  }
  if (claims.issuedAt) {
    const auto issuedAt = numericDate(*claims.issuedAt, {ErrorCode::claimMalformed, "`iat` is not a NumericDate"});
    if (!issuedAt) return issuedAt.error();
    if (const Error error = checkAge(*issuedAt, config, skew, now); error.code != ErrorCode::none) return error;
    times.issuedAt = *issuedAt;
  } else if (config.maxTokenAge) {
    return {ErrorCode::tokenTooOld, "no `iat`; maxTokenAge needs one"};
  }
  return {};
}

bool isString(const JsonValue& value, std::string_view text) noexcept {
  const auto string = value.string();
  return string && string->equals(text);
}

Error checkIssuer(const std::optional<JsonValue>& issuer, const JwtAuthenticationConfig& config) noexcept {
  if (config.acceptAnyIssuer) return {};
  if (!issuer) return {ErrorCode::issuerMismatch, "no `iss`; expected the configured issuer"};
  if (!issuer->isString()) return {ErrorCode::issuerMismatch, "`iss` is not a string"};
  // RFC 7519 4.1.1, RFC 3986 6.2.1: compared character by character.
  if (!isString(*issuer, config.issuer)) return {ErrorCode::issuerMismatch, "`iss` is not the configured issuer"};
  return {};
}

/// RFC 7519 4.1.3: `aud` is a string, or an array of strings.
bool isAudience(const JsonValue& audience) noexcept {
  if (audience.isString()) return true;
  if (audience.type() != JsonType::array) return false;
  JsonValue::Items entries = audience.items();
  while (const auto entry = entries.next()) {
    if (!entry->value.isString()) return false;
  }
  return true;
}

bool names(const JsonValue& audience, std::string_view wanted) noexcept {
  if (audience.isString()) return isString(audience, wanted);
  JsonValue::Items entries = audience.items();
  while (const auto entry = entries.next()) {
    if (isString(entry->value, wanted)) return true;
  }
  return false;
}

Error checkAudience(const std::optional<JsonValue>& audience, const JwtAuthenticationConfig& config) noexcept {
  if (config.acceptAnyAudience) return {};
  if (!audience) return {ErrorCode::audienceMismatch, "no `aud`; expected a configured audience"};
  if (!isAudience(*audience)) {
    return {ErrorCode::audienceMismatch, "`aud` is neither a string nor an array of strings"};
  }
  std::size_t found = 0;
  for (const std::string& wanted : config.audience) {
    if (names(*audience, wanted)) ++found;
  }
  const std::size_t needed = config.audienceMatch == AudienceMatch::all ? config.audience.size() : 1;
  if (found < needed) return {ErrorCode::audienceMismatch, "`aud` does not name a configured audience"};
  return {};
}

Error checkConfirmation(const std::optional<JsonValue>& confirmation, const JwtAuthenticationConfig& config) noexcept {
  // RFC 7800 3, RFC 9449 7.1, RFC 8705 3: whoever shows such a token must prove a key, and Bearer proves none.
  if (!confirmation || config.acceptUnboundConfirmation) return {};
  return {ErrorCode::confirmationUnbound, "`cnf` binds the token to a key, which plain Bearer does not prove"};
}

}  // namespace

Result<AcceptedClaims> checkClaims(std::string_view payload, const JwtAuthenticationConfig& config,
                                   std::chrono::system_clock::time_point now) {
  RegisteredClaims claims;
  AcceptedClaims accepted;
  Error error = readClaims(payload, config, claims, accepted);
  if (error.code == ErrorCode::none) error = checkTimes(claims, config, secondsSince1970(now), accepted.times);
  if (error.code == ErrorCode::none) error = checkIssuer(claims.issuer, config);
  if (error.code == ErrorCode::none) error = checkAudience(claims.audience, config);
  if (error.code == ErrorCode::none) error = checkConfirmation(claims.confirmation, config);
  if (error.code != ErrorCode::none) return error;
  return accepted;
}

bool timesHold(const AcceptedTimes& times, const JwtAuthenticationConfig& config,
               std::chrono::system_clock::time_point now) noexcept {
  const double skew = skewOf(config), seconds = secondsSince1970(now);
  const auto holds = [](const Error& error) { return error.code == ErrorCode::none; };
  return (!times.expiresAt || holds(checkExpiry(*times.expiresAt, skew, seconds))) &&
         (!times.notBefore || holds(checkNotBefore(*times.notBefore, skew, seconds))) &&
         (!times.issuedAt || holds(checkAge(*times.issuedAt, config, skew, seconds)));
}

}  // namespace jwtauth::inline v0
