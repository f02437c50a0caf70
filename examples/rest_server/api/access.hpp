#pragma once

#include <optional>
#include <span>
#include <string>
#include <variant>

#include "api/authorization/authorizer.hpp"
#include "http/message.hpp"
#include "jwtauth/issuer_router.hpp"

namespace rest::api {

/// Who asks, and what the permission that lets them in allows. Without a principal it is somebody unknown.
struct Access {
  std::optional<jwtauth::Principal> principal;
  ManagementRights rights;
};

/// The library's part of a request: authentication first, then the permissions.
class AccessControl {
 public:
  AccessControl(jwtauth::IssuerRouter issuers, Authorizer authorizer)
      : issuers_(std::move(issuers)), authorizer_(std::move(authorizer)) {}

  /// Lets the request in, or answers it: 401 with a challenge, 403, 503 while there are no keys, 500. A token that is
  /// shown must be good, on public paths too; no token is enough where `$unauthenticated` is permitted.
  std::variant<Access, http::Response> admit(const http::Request& request, std::span<const std::string> segments) const;

 private:
  http::Response refuse(const http::Request& request, jwtauth::Error error) const;

  jwtauth::IssuerRouter issuers_;
  Authorizer authorizer_;
};

}  // namespace rest::api
