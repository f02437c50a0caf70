#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "api/request/target.hpp"
#include "jwtauth/principal.hpp"

namespace rest::api {

/// A path that belongs to the server itself: it lies beside the mounts, and nothing can be mounted below its first
/// name.
struct OwnPath {
  enum class Right {
    everyClient,  ///< a load balancer has no token
    namedUser,   ///< the user whom the path names
    permission,  ///< as for any other path
  };
  enum class Answer { ping, health, storeHealth, metrics, roles, openApi, resourceMetadata };

  std::string_view name;  ///< `{...}` is one segment, whatever it is, `**` any number of them
  std::string_view methods;
  Right right;
  Answer answer;
};

inline constexpr std::array<OwnPath, 7> ownPaths{{
    {"/ping", "GET, HEAD, OPTIONS", OwnPath::Right::everyClient, OwnPath::Answer::ping},
    {"/health", "GET, HEAD, OPTIONS", OwnPath::Right::everyClient, OwnPath::Answer::health},
    {"/health/db", "GET, HEAD, OPTIONS", OwnPath::Right::everyClient, OwnPath::Answer::storeHealth},
    {"/metrics", "GET, HEAD, OPTIONS", OwnPath::Right::permission, OwnPath::Answer::metrics},
    {"/roles/{name}", "GET, HEAD, OPTIONS", OwnPath::Right::namedUser, OwnPath::Answer::roles},
    {"/_openapi", "GET, HEAD, OPTIONS", OwnPath::Right::permission, OwnPath::Answer::openApi},
    {"/.well-known/oauth-protected-resource/**", "GET, HEAD, OPTIONS", OwnPath::Right::everyClient,
     OwnPath::Answer::resourceMetadata},
}};

/// Null when the path is not the server's own.
const OwnPath* ownPathAt(std::span<const std::string> segments);

/// Whether a path that begins with this name could be one of the server's own.
bool isOwnName(std::string_view segment);

/// Whether the user, who has the right to ask, gets an answer. Throws RequestError: 403 for a user whom the path does
/// not name, 405 for other methods.
void checkOwnPath(const OwnPath& path, const Target& target, std::string_view method, const jwtauth::Principal* user);

}  // namespace rest::api
