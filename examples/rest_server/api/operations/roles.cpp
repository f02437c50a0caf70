// A user goes in, the answer with the user's roles comes out.
#include "api/operations/roles.hpp"

#include "document/json.hpp"

namespace rest::api {

http::Response rolesOf(const jwtauth::Principal& user) {
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
