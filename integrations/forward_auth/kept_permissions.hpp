#pragma once

#include <span>

#include "api/authorization/permission.hpp"

namespace jwtauth::forwardAuth {

/// Throws rest::SettingError for a permission that a gate would not keep: one that limits what of a document may be
/// seen or written, which the server behind the proxy would have to do, or that looks at a body, which stays with the
/// proxy, or at the address of a client, which the proxy has taken the place of.
void refuseUnkept(std::span<const rest::api::Permission> permissions);

}  // namespace jwtauth::forwardAuth
