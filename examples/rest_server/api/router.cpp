// A target and a method go in, the resource that they are about comes out. Refused: paths under which there is nothing
// (404), methods (405), rights that the permission does not give (403), what RESTHeart has and is not served (501).
#include "api/router.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "api/methods.hpp"
#include "api/own_paths.hpp"
#include "api/request_error.hpp"

namespace rest::api {
namespace {

constexpr std::string_view methodsOfServer = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
constexpr std::array<std::string_view, 2> unservedParameters{"sid", "txn"};
constexpr std::array<std::string_view, 3> settledParameters{"writeConcern", "readConcern", "readPreference"};

bool isIn(std::span<const std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

void require(bool isAllowed, const char* what) {
  if (!isAllowed) throw RequestError(403, std::string("this user's permission does not allow ") + what);
}

void checkRight(NeededRight right, std::string_view method, const ManagementRights& rights) {
  switch (right) {
    case NeededRight::none:
      return;
    case NeededRight::bulk:
      if (method == "PATCH") require(rights.allowBulkPatch, "to change many documents at once");
      if (method == "DELETE") require(rights.allowBulkDelete, "to erase many documents at once");
      return;
    case NeededRight::managementToChange:
      if (method != "PUT" && method != "PATCH" && method != "DELETE") return;
      break;
    case NeededRight::management:
      break;
  }
  require(rights.allowManagementRequests, "management requests");
}

void refuseUnservedParameters(const Target& target) {
  for (const auto& [name, value] : target.query) {
    if (isIn(unservedParameters, name)) throw RequestError(501, "the parameter '" + name + "' is not served");
    if (isIn(settledParameters, name)) {
      throw RequestError(400,
                         "the parameter '" + name + "' would not be obeyed: the server's configuration settles this");
    }
  }
}

}  // namespace

std::optional<std::string_view> Router::optionsFor(const http::Request& request) const {
  if (request.method != "OPTIONS") return std::nullopt;
  // RFC 9110 9.3.7: of the server as a whole.
  if (request.target == "*") return methodsOfServer;
  const Target target = parseTarget(request.target);
  if (const OwnPath* own = ownPathAt(target.segments)) return own->methods;
  try {
    return ruleOf(resourceAt(target).kind).methods;
  } catch (const RequestError&) {
    return "OPTIONS";
  }
}

Resource Router::find(const Target& target, std::string_view method, const ManagementRights& rights) const {
  Resource resource = resourceAt(target);
  const ResourceRule& rule = ruleOf(resource.kind);
  if (resource.kind == ResourceKind::reserved) throw RequestError(501, "this name is reserved, and is not served");
  requireMethod(method, rule.methods);
  checkRight(rule.right, method, rights);
  if (target.parameter("wm")) require(rights.allowWriteMode, "to choose the write mode");
  refuseUnservedParameters(target);
  return resource;
}

Resource Router::resourceAt(const Target& target) const {
  return findResource(mounts_, target.segments, target.parameter("id_type").has_value());
}

}  // namespace rest::api
