// A request and the roles of its user go in, the permission that allows it comes out. Refused with a null: everything
// no permission names.
#include "api/authorization/authorizer.hpp"

#include <algorithm>

namespace rest::api {

Authorizer::Authorizer(std::vector<Permission> permissions) : permissions_(std::move(permissions)) {
  std::stable_sort(permissions_.begin(), permissions_.end(),
                   [](const Permission& left, const Permission& right) { return left.priority < right.priority; });
}

const Permission* Authorizer::permit(const AccessRequest& request, std::span<const std::string> roles) const {
  for (const Permission& permission : permissions_) {
    // A token may claim any role; this one is given by the absence of a token only.
    const bool hasRole = std::any_of(roles.begin(), roles.end(), [&](const std::string& role) {
      return role != unauthenticatedRole &&
             std::find(permission.roles.begin(), permission.roles.end(), role) != permission.roles.end();
    });
    if (hasRole && permission.predicate.matches(request)) return &permission;
  }
  return nullptr;
}

const Permission* Authorizer::permitUnauthenticated(const AccessRequest& request) const {
  for (const Permission& permission : permissions_) {
    const bool isForAnybody =
        std::find(permission.roles.begin(), permission.roles.end(), unauthenticatedRole) != permission.roles.end();
    if (isForAnybody && permission.predicate.matches(request)) return &permission;
  }
  return nullptr;
}

}  // namespace rest::api
