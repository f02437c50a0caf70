#pragma once

#include <string_view>

#include "api/authorization/permission.hpp"
#include "api/request/resource.hpp"
#include "api/request/target.hpp"

namespace rest::api {

/// Things that need more than a predicate: RESTHeart's `mongo` block permits them. Throws RequestError (403).
void checkRights(ResourceKind kind, std::string_view method, const Target& target, const ManagementRights& rights);

}  // namespace rest::api
