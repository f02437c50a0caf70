#pragma once

#include "http/message.hpp"
#include "jwtauth/principal.hpp"

namespace rest::api {

/// RESTHeart's /roles/NAME: {"authenticated": true, "roles": [...]}. A client learns whether its credentials are good,
/// and its roles, without any permission.
http::Response rolesOf(const jwtauth::Principal& user);

}  // namespace rest::api
