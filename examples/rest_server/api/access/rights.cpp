// What a request is about and the rights of its permission go in. Refused with 403: what the permission does not name.
#include "api/access/rights.hpp"

#include "api/request_error.hpp"

namespace rest::api {
namespace {

void require(bool isAllowed, const char* what) {
  if (!isAllowed) throw RequestError(403, std::string("this user's permission does not allow ") + what);
}

}  // namespace

void checkRights(ResourceKind kind, std::string_view method, const Target& target, const ManagementRights& rights) {
  const bool isBulk = kind == ResourceKind::documents;
  if (isManagement(kind, method)) require(rights.allowManagementRequests, "management requests");
  if (isBulk && method == "PATCH") require(rights.allowBulkPatch, "to change many documents at once");
  if (isBulk && method == "DELETE") require(rights.allowBulkDelete, "to erase many documents at once");
  if (target.parameter("wm")) require(rights.allowWriteMode, "to choose the write mode");
}

}  // namespace rest::api
