// A principal and what a route demands go in, yes or what is missing comes out. Refused: a login that is too weak or
// too long ago, a scope or a role that is missing.
#include "jwtauth/requirement.hpp"

#include <algorithm>

namespace jwtauth::inline v0 {
namespace {

using Strings = std::vector<std::string>;

bool contains(const Strings& all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

Result<void> checkLogin(const Requirement& requirement, const Principal& principal, WallTime now) {
  if (!requirement.acrValues.empty()) {
    const auto acr = principal.stringClaim("acr");
    if (!acr || !contains(requirement.acrValues, *acr)) {
      return Error{ErrorCode::loginInsufficient, "`acr` is not one of the required authentication contexts"};
    }
  }
  if (requirement.maxLoginAge) {
    const auto loginTime = principal.numberClaim("auth_time");
    if (!loginTime) return Error{ErrorCode::loginInsufficient, "no `auth_time`; a recent login is required"};
    const double age = now.time_since_epoch().count() - *loginTime;
    const auto skew = static_cast<double>(requirement.clockSkew.count());
    if (age > static_cast<double>(requirement.maxLoginAge->count()) + skew) {
      return Error{ErrorCode::loginInsufficient, "`auth_time` is longer ago than allowed"};
    }
    if (!(age >= -skew)) return Error{ErrorCode::claimMalformed, "`auth_time` is in the future"};
  }
  return {};
}

Result<void> checkScopes(const Requirement& requirement, const Principal& principal) {
  if (requirement.scopes.empty()) return {};
  const Strings held = principal.scopes();
  const auto isHeld = [&](const std::string& scope) { return contains(held, scope); };
  const Strings& wanted = requirement.scopes;
  const bool isMet = requirement.scopeMatch == Requirement::Match::all
                         ? std::all_of(wanted.begin(), wanted.end(), isHeld)
                         : std::any_of(wanted.begin(), wanted.end(), isHeld);
  if (!isMet) return Error{ErrorCode::scopeInsufficient, "the token lacks a required scope"};
  return {};
}

Result<void> checkRoles(const Requirement& requirement, const Principal& principal) {
  const Strings& wanted = requirement.roles;
  const auto isHeld = [&](const std::string& role) { return principal.hasRole(role); };
  if (wanted.empty() || std::any_of(wanted.begin(), wanted.end(), isHeld)) return {};
  return Error{ErrorCode::roleInsufficient, "the user has none of the required roles"};
}

}  // namespace

Result<void> Requirement::check(const Principal& principal, WallTime now) const {
  Result<void> verdict = checkLogin(*this, principal, now);
  if (verdict) verdict = checkScopes(*this, principal);
  if (verdict) verdict = checkRoles(*this, principal);
  if (verdict) return verdict;
  Error error = verdict.error();
  error.scheme = principal.scheme();
  return error;
}

}  // namespace jwtauth::inline v0
