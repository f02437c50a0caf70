// A request goes in, the permission that allows it comes out. Refused with nothing: everything no permission names.
#include "api/authorization/authorizer.hpp"

#include <algorithm>

#include "api/authorization/undecided.hpp"
#include "budget/request_budget.hpp"
#include "log.hpp"

namespace rest::api {
namespace {

bool names(const Permission& permission, std::string_view role) {
  return std::find(permission.roles.begin(), permission.roles.end(), role) != permission.roles.end();
}

}  // namespace

Authorizer::Authorizer(std::vector<Permission> permissions) : permissions_(std::move(permissions)) {
  std::stable_sort(permissions_.begin(), permissions_.end(),
                   [](const Permission& left, const Permission& right) { return left.priority < right.priority; });
}

bool Authorizer::isFor(const Permission& permission, const AccessRequest& request) {
  if (request.user() == nullptr) return names(permission, unauthenticatedRole);
  const std::span<const std::string> roles = request.user()->roles();
  // A token may claim any role; the role of requests without a user comes only from the absence of a token.
  return std::any_of(roles.begin(), roles.end(),
                     [&](const std::string& role) { return role != unauthenticatedRole && names(permission, role); });
}

std::optional<Permit> Authorizer::permit(const AccessRequest& request) const {
  // Of all of them: strangers may ask, and while a body is small the event loop has others to serve.
  constexpr std::uint64_t stepsOfPermissions = 3'000'000;
  constexpr std::uint64_t stepsOfBodyByte = 16;
  const RequestBudget::Share share(stepsOfPermissions + stepsOfBodyByte * request.bodyBytes());
  for (const Permission& permission : permissions_) {
    if (!isFor(permission, request)) continue;
    Permit permit{&permission, {}};
    try {
      if (permission.predicate.holds(request, permit.captures)) return permit;
    } catch (const Undecided& undecided) {
      logLine(permission.place + " cannot be decided: " + undecided.what());
      // The next may be wider than this one, which might have been meant to decide.
      if (permission.whenUndecided == Permission::WhenUndecided::refuse) return std::nullopt;
    }
  }
  return std::nullopt;
}

}  // namespace rest::api
