#pragma once

#include "api/access/access.hpp"

namespace rest::api {

/// RESTHeart's /roles/NAME: a client learns whether its credentials are good, and its roles, without anything else
/// being permitted. Whether the path is one.
bool isRolesPath(const Target& target);

/// 200 {"authenticated": true, "roles": [...]} for one's own name, 403 for another's, 401 without a good token.
http::Response answerRoles(const http::Request& request, const Target& target, const AccessControl& access);

}  // namespace rest::api
