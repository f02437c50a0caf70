// MongoDB's answer about a connection goes in; whether its user has a role comes out.
#include "store/mongodb/roles.hpp"

#include "document/query/value.hpp"

namespace rest::mongodb {
namespace {

using namespace query;

bool hasElements(BsonBytes object, std::string_view name) {
  const Lookup array = find(object, name);
  return array.found && Members(array.value).begin() != std::default_sentinel;
}

}  // namespace

bool isOfUserWithoutRole(BsonBytes connectionStatus) {
  const Lookup user = find(connectionStatus, "authInfo");
  if (!user.found || !isObject(user.value)) return false;
  const BsonBytes info = bytesOf(user.value);
  return hasElements(info, "authenticatedUsers") && !hasElements(info, "authenticatedUserRoles");
}

}  // namespace rest::mongodb
