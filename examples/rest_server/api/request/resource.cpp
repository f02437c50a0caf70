// The segments of a path go in, the resource they mean comes out. Refused: paths outside the mounts (404), names no
// store keeps (400), the store's own collections and databases (403).
#include "api/request/resource.hpp"

#include <algorithm>
#include <array>

#include "api/request_error.hpp"

namespace rest::api {
namespace {

using Segments = std::span<const std::string>;

constexpr std::array<std::string_view, 11> reservedIds{"_size",    "_meta",    "_indexes",   "_aggrs",
                                                       "_streams", "_schemas", "_sessions",  "_txns",
                                                       "_search",  "*",        "_properties"};
constexpr std::array<std::string_view, 6> reservedInDatabase{"_size",     "_meta", "_schemas",
                                                             "_sessions", "_txns", "_streams"};
constexpr std::array<std::string_view, 5> serversOwnNames{"ping", "health", "metrics", "roles", "_openapi"};
constexpr std::array<std::string_view, 3> storesOwnDatabases{"admin", "local", "config"};

bool startsWith(Segments segments, Segments prefix) {
  return prefix.size() <= segments.size() && std::equal(prefix.begin(), prefix.end(), segments.begin());
}

// MongoDB's manual, "Naming Restrictions".
void checkDatabaseName(const std::string& name) {
  if (name.size() > 63 || name.find_first_of("/\\. \"$*<>:|?") != std::string::npos) {
    throw RequestError(400, "this cannot be the name of a database");
  }
  if (isStoresOwnDatabase(name)) throw RequestError(403, "this database belongs to the store itself");
}

void checkCollectionName(const std::string& name) {
  if (name.size() > 120 || name.find_first_of("$/") != std::string::npos || name.starts_with('.') ||
      name.ends_with('.')) {
    throw RequestError(400, "this cannot be the name of a collection");
  }
  if (isStoresOwnCollection(name)) throw RequestError(403, "this collection belongs to the store itself");
}

bool isReservedInDatabase(std::string_view name) {
  return std::find(reservedInDatabase.begin(), reservedInDatabase.end(), name) != reservedInDatabase.end();
}

void requireDepth(Segments names, std::size_t depth) {
  if (names.size() > depth) throw RequestError(404, "there is nothing below this resource");
}

Resource inDatabase(Resource resource, Segments names) {
  resource.kind = ResourceKind::reserved;
  if (names[1] == "_size") resource.kind = ResourceKind::databaseSize;
  if (names[1] == "_meta") resource.kind = ResourceKind::databaseMeta;
  if (resource.kind != ResourceKind::reserved) requireDepth(names, 2);
  return resource;
}

Resource inCollection(Resource resource, Segments names, bool hasIdType) {
  const std::string& name = names[2];
  resource.kind = ResourceKind::document;
  resource.member = names.back();
  if (hasIdType || !isReservedId(name)) {
    requireDepth(names, 3);
    return resource;
  }
  const bool hasMember = names.size() > 3;
  resource.kind = ResourceKind::reserved;
  if (name == "*") resource.kind = ResourceKind::documents;
  if (name == "_size") resource.kind = ResourceKind::collectionSize;
  if (name == "_meta") resource.kind = ResourceKind::collectionMeta;
  if (name == "_indexes") resource.kind = hasMember ? ResourceKind::index : ResourceKind::indexes;
  if (name == "_aggrs") resource.kind = hasMember ? ResourceKind::aggregation : ResourceKind::aggregations;
  const bool takesMember = resource.kind == ResourceKind::index || resource.kind == ResourceKind::aggregation;
  if (resource.kind != ResourceKind::reserved) requireDepth(names, takesMember ? 4 : 3);
  return resource;
}

}  // namespace

Resource findResource(std::span<const Mount> mounts, Segments segments, bool hasIdType) {
  const Mount* mount = nullptr;
  for (const Mount& each : mounts) {
    if (startsWith(segments, each.where) && (mount == nullptr || mount->where.size() < each.where.size())) {
      mount = &each;
    }
  }
  if (mount == nullptr) throw RequestError(404, "nothing is mounted here");

  std::vector<std::string> names = mount->what;
  const Segments rest = segments.subspan(mount->where.size());
  names.insert(names.end(), rest.begin(), rest.end());
  Resource resource;
  if (names.empty()) return resource;
  checkDatabaseName(names[0]);
  resource.kind = ResourceKind::database;
  resource.name.database = names[0];
  if (names.size() == 1) return resource;
  if (isReservedInDatabase(names[1])) return inDatabase(std::move(resource), names);
  checkCollectionName(names[1]);
  resource.kind = ResourceKind::collection;
  resource.name.collection = names[1];
  if (names.size() == 2) return resource;
  return inCollection(std::move(resource), names, hasIdType);
}

bool isReservedId(std::string_view segment) {
  return std::find(reservedIds.begin(), reservedIds.end(), segment) != reservedIds.end();
}

bool isServersOwnName(std::string_view segment) {
  return std::find(serversOwnNames.begin(), serversOwnNames.end(), segment) != serversOwnNames.end();
}

bool isStoresOwnCollection(std::string_view name) {
  return name == "system" || name.starts_with("system.") || name == "_properties" || name.ends_with(".chunks");
}

bool isStoresOwnDatabase(std::string_view name) {
  return std::find(storesOwnDatabases.begin(), storesOwnDatabases.end(), name) != storesOwnDatabases.end();
}

std::string_view methodsOf(ResourceKind kind) {
  switch (kind) {
    case ResourceKind::database:
      return "GET, HEAD, PUT, PATCH, DELETE, OPTIONS";
    case ResourceKind::collection:
      return "GET, HEAD, PUT, POST, PATCH, DELETE, OPTIONS";
    case ResourceKind::document:
      return "GET, HEAD, PUT, PATCH, DELETE, OPTIONS";
    case ResourceKind::documents:
      return "PATCH, DELETE, OPTIONS";
    case ResourceKind::index:
      return "PUT, DELETE, OPTIONS";
    case ResourceKind::databases:
    case ResourceKind::databaseMeta:
    case ResourceKind::databaseSize:
    case ResourceKind::collectionMeta:
    case ResourceKind::collectionSize:
    case ResourceKind::indexes:
    case ResourceKind::aggregation:
      return "GET, HEAD, OPTIONS";
    case ResourceKind::aggregations:
    case ResourceKind::reserved:
      break;
  }
  return "OPTIONS";
}

bool isManagement(ResourceKind kind, std::string_view method) {
  switch (kind) {
    case ResourceKind::databaseMeta:
    case ResourceKind::collectionMeta:
    case ResourceKind::indexes:
    case ResourceKind::index:
      return true;
    case ResourceKind::database:
    case ResourceKind::collection:
      return method == "PUT" || method == "PATCH" || method == "DELETE";
    default:
      return false;
  }
}

}  // namespace rest::api
