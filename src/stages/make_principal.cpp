// Accepted claims go in, a principal comes out: name, roles, the payload's text. Refused: a user name that is missing,
// empty, of another form or holds control characters; roles that are missing or malformed; a token without a required
// scope; what extraCheck refuses.
#include <algorithm>
#include <cmath>

#include "src/stages/principal_data.hpp"
#include "src/stages/roles.hpp"
#include "src/stages/stages.hpp"
#include "src/text/ascii.hpp"
#include "src/text/repeated_strings.hpp"

namespace jwtauth::inline v0 {
namespace {

Result<std::string> readUsername(const std::optional<JsonValue>& claim, UsernameForm form) {
  if (!claim) return Error{ErrorCode::usernameMissing, "no claim of the name configured as usernameClaim"};
  if (form == UsernameForm::integer) {
    const auto number = claim->integer();
    if (!number) return Error{ErrorCode::usernameMalformed, "the usernameClaim is not a whole number"};
    return std::to_string(*number);
  }
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

Result<std::vector<std::string>> readRoles(const std::optional<JsonValue>& claim, std::string_view payload,
                                           const JwtAuthenticationConfig& config) {
  if (!config.rolesFrom.empty()) return rolesFromClaims(valueOfDocument(payload), config);
  if (config.rolesClaim.empty()) return std::vector<std::string>();
  if (claim) return rolesInArray(*claim, config.fixedRoles.size());
  if (config.acceptMissingRoles) return std::vector<std::string>();
  return Error{ErrorCode::rolesMissing, "no claim of the name configured as rolesClaim"};
}

bool hasAll(const std::vector<std::string>& held, const std::vector<std::string>& wanted) {
  return std::all_of(wanted.begin(), wanted.end(),
                     [&](const std::string& one) { return std::find(held.begin(), held.end(), one) != held.end(); });
}

std::optional<std::chrono::sys_seconds> wholeSeconds(const NumericDate& date) noexcept {
  if (!date.isKnown()) return std::nullopt;
  return std::chrono::sys_seconds(std::chrono::seconds(static_cast<std::int64_t>(std::floor(date.seconds()))));
}

}  // namespace

Result<Principal> makePrincipal(const AcceptedClaims& claims, std::string&& payload,
                                const JwtAuthenticationConfig& config, const ScopesClaim& scopesClaim) {
  auto name = readUsername(claims.username, config.usernameForm);
  if (!name) return name.error();
  auto roles = readRoles(claims.roles, payload, config);
  if (!roles) return roles.error();

  auto data = std::make_shared<PrincipalAccess::Data>();
  data->name = *std::move(name);
  data->roles = *std::move(roles);
  data->roles.insert(data->roles.end(), config.fixedRoles.begin(), config.fixedRoles.end());
  removeRepeated(data->roles);
  data->expiresAt = wholeSeconds(claims.times.expiry);
  data->claimsText = std::move(payload);
  data->scopesClaim = scopesClaim;
  data->confirmation = claims.confirmation;
  Principal principal = PrincipalAccess::make(std::move(data));
  if (!config.requiredScopes.empty() && !hasAll(principal.scopes(), config.requiredScopes)) {
    return Error{ErrorCode::scopeInsufficient, "the token lacks a scope of requiredScopes"};
  }
  return principal;
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
