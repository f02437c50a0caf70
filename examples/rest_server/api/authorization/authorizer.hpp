#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/authorization/predicate.hpp"

namespace rest::api {

/// The role of requests without a user.
inline constexpr std::string_view unauthenticatedRole = "$unauthenticated";

/// What a permission allows besides plain documents (RESTHeart's `mongo` block); nothing unless it says so.
struct ManagementRights {
  bool allowManagementRequests = false;  ///< to make and change collections
  bool allowWriteMode = false;           ///< to choose `wm`
};

/// One entry of fileAclAuthorizer.
struct Permission {
  std::vector<std::string> roles;
  Predicate predicate;
  std::int64_t priority = std::numeric_limits<std::int64_t>::max();
  ManagementRights rights{};
};

/// Who may do what: the first permission in order of priority whose role and predicate fit. Nothing permitted, nothing
/// allowed. Immutable; safe for any number of threads.
class Authorizer {
 public:
  explicit Authorizer(std::vector<Permission> permissions);

  /// The permission under which a user with these roles may do this; null when there is none.
  const Permission* permit(const AccessRequest& request, std::span<const std::string> roles) const;
  /// The same for a request without a user.
  const Permission* permitUnauthenticated(const AccessRequest& request) const;

 private:
  std::vector<Permission> permissions_;
};

}  // namespace rest::api
