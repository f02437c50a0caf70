// The segments of a path go in, the resource they mean comes out. Refused: paths outside the mounts (404), names no
// store keeps (400), the store's own collections and databases (403).
#include "api/resource.hpp"

#include <algorithm>
#include <array>

#include "api/request_error.hpp"

namespace rest::api {
namespace {

using Segments = std::span<const std::string>;

constexpr std::array<std::string_view, 11> reservedIds{"_size",    "_meta",    "_indexes",   "_aggrs",
                                                       "_streams", "_schemas", "_sessions",  "_txns",
                                                       "_search",  "*",        "_properties"};
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
  checkCollectionName(names[1]);
  resource.kind = ResourceKind::collection;
  resource.name.collection = names[1];
  if (names.size() == 2) return resource;
  resource.kind = isReservedId(names[2]) && !hasIdType ? ResourceKind::reserved : ResourceKind::document;
  resource.idText = names[2];
  if (names.size() > 3 && resource.kind == ResourceKind::document) throw RequestError(404, "documents have no parts");
  return resource;
}

bool isReservedId(std::string_view segment) {
  return std::find(reservedIds.begin(), reservedIds.end(), segment) != reservedIds.end();
}

bool isStoresOwnCollection(std::string_view name) {
  return name == "system" || name.starts_with("system.") || name == "_properties" || name.ends_with(".chunks");
}

bool isStoresOwnDatabase(std::string_view name) {
  return std::find(storesOwnDatabases.begin(), storesOwnDatabases.end(), name) != storesOwnDatabases.end();
}

std::string_view methodsOf(ResourceKind kind) {
  switch (kind) {
    case ResourceKind::collection:
      return "GET, HEAD, POST, PUT, OPTIONS";
    case ResourceKind::document:
      return "GET, HEAD, PUT, DELETE, OPTIONS";
    case ResourceKind::databases:
    case ResourceKind::database:
      return "GET, HEAD, OPTIONS";
    case ResourceKind::reserved:
      break;
  }
  return "OPTIONS";
}

}  // namespace rest::api
