#pragma once

#include <span>
#include <string>
#include <vector>

#include "api/authorization/permission.hpp"
#include "api/resources/resource.hpp"
#include "configuration/block.hpp"

namespace rest {

/// Throws SettingError, naming the key, for a permission of which a part can never be of use: a condition that no
/// request can fulfil, or a variable without a value in all requests that the permission is for.
void refuseIdle(const Block& block, const api::Permission& permission);

/// A sentence for each permission that never decides, since another one is asked first and holds whenever it does.
std::vector<std::string> shadowedPermissions(std::span<const api::Permission> permissions);

/// A sentence for each permission for requests that are never served: outside the mounts and the server's own paths, or
/// with TRACE.
std::vector<std::string> unservedPermissions(std::span<const api::Permission> permissions,
                                             std::span<const api::Mount> mounts);

}  // namespace rest
