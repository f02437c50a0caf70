// A request for /roles/NAME goes in, the user's own roles come out. Refused: other names (403), other methods (405), no
// good token (401).
#include "api/resources/roles.hpp"

#include "api/error_body.hpp"
#include "document/json.hpp"

namespace rest::api {

bool isRolesPath(const Target& target) {
  return target.segments.size() == 2 && target.segments[0] == "roles";
}

http::Response answerRoles(const http::Request& request, const Target& target, const AccessControl& access) {
  std::variant<jwtauth::Principal, http::Response> identified = access.identify(request, target);
  if (http::Response* refusal = std::get_if<http::Response>(&identified)) return std::move(*refusal);
  const jwtauth::Principal& user = std::get<jwtauth::Principal>(identified);
  if (user.name() != target.segments[1]) return errorResponse(403, "a user sees their own roles only");
  if (request.method != "GET" && request.method != "HEAD") {
    return errorResponse(405, "the resource has no such method").set("Allow", "GET, HEAD, OPTIONS");
  }
  http::Response response;
  response.body = "{\"authenticated\":true,\"roles\":[";
  for (const std::string& role : user.roles()) {
    if (!response.body.ends_with('[')) response.body += ',';
    appendJsonString(response.body, role);
  }
  response.body += "]}";
  return response;
}

}  // namespace rest::api
