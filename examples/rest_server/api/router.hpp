#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "api/authorization/permission.hpp"
#include "api/request/target.hpp"
#include "api/resources/resource.hpp"
#include "http/message.hpp"

namespace rest::api {

/// Finds what a request is about, and whether it can be asked for in this way. Immutable; safe for any number of
/// threads.
class Router {
 public:
  explicit Router(std::vector<Mount> mounts) : mounts_(std::move(mounts)) {}

  /// The methods that OPTIONS answers to any client: those of the target, or of the whole server for `*`; `OPTIONS` alone
  /// where there is nothing. Nothing for other methods. Throws RequestError (400) for a target that is not one.
  std::optional<std::string_view> optionsFor(const http::Request& request) const;

  /// The resource that the target names under the mounts, for a user who has been let in with these rights. Throws
  /// RequestError: what findResource throws; 405 for a method that the resource does not have, 403 for a right that is
  /// missing, 501 for reserved names and for parameters of RESTHeart's that change what a request means and are not
  /// served.
  Resource find(const Target& target, std::string_view method, const ManagementRights& rights) const;

 private:
  Resource resourceAt(const Target& target) const;

  std::vector<Mount> mounts_;
};

}  // namespace rest::api
