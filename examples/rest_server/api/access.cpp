// A request goes in; who asks and what they may do, or the refusal, comes out: 401 without a good token, 403 without a
// permission, 503 when the keys cannot be had. The client learns no more than RFC 6750 tells; the log says why.
#include "api/access.hpp"

#include "api/error_body.hpp"
#include "log.hpp"

namespace rest::api {
namespace {

std::string_view messageFor(int status) {
  switch (status) {
    case 401:
      return "a valid bearer token is needed";
    case 403:
      return "this user may not do this";
    case 503:
      return "tokens cannot be verified at the moment; try again";
    default:
      return "the server failed; its log says more";
  }
}

}  // namespace

std::variant<Access, http::Response> AccessControl::admit(const http::Request& request,
                                                          std::span<const std::string> segments) const {
  const AccessRequest access{request.method == "HEAD" ? "GET" : request.method, segments};
  const std::vector<std::string_view> credentials = request.fieldValues("Authorization");
  const jwtauth::Result<jwtauth::Principal> who = issuers_.authenticate(std::span<const std::string_view>(credentials));
  if (who) {
    const Permission* permission = authorizer_.permit(access, who->roles());
    if (permission != nullptr) return Access{*who, permission->rights};
    return refuse(request,
                  {jwtauth::ErrorCode::roleInsufficient, "no permission fits the user's roles and this request"});
  }
  if (who.error().kind() == jwtauth::ErrorKind::noCredentials) {
    const Permission* permission = authorizer_.permitUnauthenticated(access);
    if (permission != nullptr) return Access{std::nullopt, permission->rights};
  }
  return refuse(request, who.error());
}

http::Response AccessControl::refuse(const http::Request& request, jwtauth::Error error) const {
  const int status = error.httpStatus();
  http::Response response = errorResponse(status, messageFor(status));
  if (std::string challenge = issuers_.challenge(error); !challenge.empty()) {
    response.set("WWW-Authenticate", std::move(challenge));
  }
  if (status == 503) response.set("Retry-After", "1");
  const std::string_view path = request.target.substr(0, request.target.find('?'));
  logLine(std::to_string(status) + ' ' + std::string(nameOf(error.code)) + ": " + std::string(error.detail) + " (" +
          std::string(request.method) + ' ' + std::string(path) + ')');
  return response;
}

}  // namespace rest::api
