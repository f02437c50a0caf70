// Accepted claims go in, a principal comes out: name, roles, the payload's text. Refused: a user name that is missing,
// empty, not a string or holds control characters; roles that are missing or not an array; what extraCheck refuses.
#include <algorithm>
#include <cmath>

#include "src/stages/principal_data.hpp"
#include "src/stages/stages.hpp"
#include "src/text/ascii.hpp"
#include "src/text/repeated_strings.hpp"

namespace jwtauth::inline v0 {
namespace {

Result<std::string> readUsername(const std::optional<JsonValue>& claim) {
  if (!claim) return Error{ErrorCode::usernameMissing, "no claim of the name configured as usernameClaim"};
  const auto string = claim->string();
  if (!string) return Error{ErrorCode::usernameMalformed, "the usernameClaim is not a string"};
  std::string name = string->decoded();
  if (name.empty()) return Error{ErrorCode::usernameMalformed, "the usernameClaim is an empty string"};
  // A name goes into logs, headers and queries: one that could break their lines, or be cut at a NUL, is refused.
  if (std::any_of(name.begin(), name.end(), [](char character) { return isControl(character); })) {
    return Error{ErrorCode::usernameMalformed, "the usernameClaim holds control characters"};
  }
  return name;
}

std::size_t numberOf(JsonValue::Items items) noexcept {
  std::size_t number = 0;
  while (items.next()) ++number;
  return number;
}

/// As RESTHeart reads the claim: strings as they are, numbers and booleans as they are written; with one element of
/// another type the token gives no role at all.
Result<std::vector<std::string>> readRoles(const std::optional<JsonValue>& claim,
                                           const JwtAuthenticationConfig& config) {
  std::vector<std::string> roles;
  if (config.rolesClaim.empty()) return roles;
  if (!claim) {
    if (config.acceptMissingRoles) return roles;
    return Error{ErrorCode::rolesMissing, "no claim of the name configured as rolesClaim"};
  }
  if (claim->isNull()) return roles;
  if (claim->type() != JsonType::array) return Error{ErrorCode::rolesMalformed, "the rolesClaim is not an array"};
  roles.reserve(numberOf(claim->items()) + config.fixedRoles.size());
  JsonValue::Items elements = claim->items();
  while (const auto element = elements.next()) {
    switch (element->value.type()) {
      case JsonType::string:
        roles.push_back(element->value.string()->decoded());
        break;
      case JsonType::number:
      case JsonType::boolean:
        roles.emplace_back(element->value.text());
        break;
      case JsonType::null:
      case JsonType::array:
      case JsonType::object:
        return std::vector<std::string>();
    }
  }
  return roles;
}

std::optional<std::chrono::sys_seconds> wholeSeconds(const NumericDate& date) noexcept {
  if (!date.isKnown()) return std::nullopt;
  return std::chrono::sys_seconds(std::chrono::seconds(static_cast<std::int64_t>(std::floor(date.seconds()))));
}

}  // namespace

Result<Principal> makePrincipal(const AcceptedClaims& claims, std::string&& payload,
                                const JwtAuthenticationConfig& config) {
  auto name = readUsername(claims.username);
  if (!name) return name.error();
  auto roles = readRoles(claims.roles, config);
  if (!roles) return roles.error();

  auto data = std::make_shared<PrincipalAccess::Data>();
  data->name = *std::move(name);
  data->roles = *std::move(roles);
  data->roles.insert(data->roles.end(), config.fixedRoles.begin(), config.fixedRoles.end());
  removeRepeated(data->roles);
  data->expiresAt = wholeSeconds(claims.times.expiry);
  data->claimsText = std::move(payload);
  return PrincipalAccess::make(std::move(data));
}

Result<Principal> askExtraCheck(Principal principal, const JwtAuthenticationConfig& config) {
  if (config.extraCheck) {
    if (const std::optional<Error> refusal = config.extraCheck(principal)) {
      // A refusal without a code would read as success further on.
      return refusal->code == ErrorCode::none ? Error{ErrorCode::checkRefused, "the extraCheck refused"} : *refusal;
    }
  }
  return principal;
}

}  // namespace jwtauth::inline v0
