#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"
#include "jwtauth/principal.hpp"

namespace jwtauth::forwardAuth {

/// A response field with the value of a claim, as an operator wishes it.
struct ClaimField {
  std::string name;
  std::string claim;  ///< its literal name, or a JSON Pointer when it begins with '/'

  /// Reads NAME=CLAIM. Throws std::invalid_argument for what is no field's name, a name that is ours or means something
  /// to HTTP, and one with an underscore, which some servers cannot tell from a dash.
  static ClaimField parse(std::string_view text);
};

/// Says in the fields of a response who was let in: X-Auth-User, X-Auth-Roles, X-Auth-Scopes and those of claims. Each
/// is always there, empty where there is nothing: a proxy would let the client's own through in place of one that is
/// absent. Everything but unreserved characters (RFC 3986 2.3) is percent-encoded, besides '@' in the user's name and
/// ':' and '/' in scopes; roles are joined by ',', scopes by ' ', so that no value can look like two.
void addIdentity(rest::http::Response& response, const Principal* user, const std::vector<ClaimField>& claims);

/// The names of these fields.
std::vector<std::string> identityNames(std::span<const ClaimField> claims);

}  // namespace jwtauth::forwardAuth
