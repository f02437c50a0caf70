#pragma once

#include <optional>
#include <span>
#include <vector>

#include "api/authorization/permission.hpp"

namespace rest::api {

/// The permission that lets a request in, and what its predicate has taken from the path.
struct Permit {
  const Permission* permission;
  Captures captures;
};

/// Who may do what: the first permission in order of priority whose role and predicate fit. What is not permitted
/// is refused. Immutable; safe for any number of threads.
class Authorizer {
 public:
  explicit Authorizer(std::vector<Permission> permissions);

  /// Whether the permission is for the request's user, or for requests without one.
  static bool isFor(const Permission& permission, const AccessRequest& request);

  /// Under what the request may be made; nothing when it may not, or when a predicate cannot be decided whose
  /// permission does not leave that to the next. Throws RequestError (400) when the body decides, and is not JSON,
  /// LargeBody.
  std::optional<Permit> permit(const AccessRequest& request) const;

  /// In the order in which they are asked.
  std::span<const Permission> permissions() const noexcept { return permissions_; }

 private:
  std::vector<Permission> permissions_;
};

}  // namespace rest::api
