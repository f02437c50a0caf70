// The segments of a path go in, the resource they mean comes out. Refused: paths outside the mounts (404), names no
// store keeps (400), the store's own collections and databases (403).
#include "api/resources/resource.hpp"

#include <algorithm>
#include <array>

#include "api/request_error.hpp"
#include "api/resources/aggregations.hpp"
#include "api/resources/bulk.hpp"
#include "api/resources/collections.hpp"
#include "api/resources/databases.hpp"
#include "api/resources/documents.hpp"
#include "api/resources/indexes.hpp"
#include "api/resources/properties.hpp"

namespace rest::api {
namespace {

using Segments = std::span<const std::string>;

using Kind = ResourceKind;
using Place = ResourceRule::Place;

constexpr std::string_view readOnly = "GET, HEAD, OPTIONS";

constexpr std::array<ResourceRule, 14> rules{{
    {Kind::databases, Place::named, "", readOnly, NeededRight::none, answerDatabases},
    {Kind::database, Place::named, "", "GET, HEAD, PUT, PATCH, DELETE, OPTIONS", NeededRight::managementToChange,
     answerDatabases},
    {Kind::databaseMeta, Place::inDatabase, "_meta", readOnly, NeededRight::management, answerMeta},
    {Kind::databaseSize, Place::inDatabase, "_size", readOnly, NeededRight::none, answerDatabases},
    {Kind::collection, Place::named, "", "GET, HEAD, PUT, POST, PATCH, DELETE, OPTIONS",
     NeededRight::managementToChange, answerCollection},
    {Kind::collectionMeta, Place::inCollection, "_meta", readOnly, NeededRight::management, answerMeta},
    {Kind::collectionSize, Place::inCollection, "_size", readOnly, NeededRight::none, answerCollection},
    {Kind::documents, Place::inCollection, "*", "PATCH, DELETE, OPTIONS", NeededRight::bulk, answerBulk},
    {Kind::indexes, Place::inCollection, "_indexes", readOnly, NeededRight::management, answerIndexes},
    {Kind::index, Place::inReserved, "_indexes", "PUT, DELETE, OPTIONS", NeededRight::management, answerIndexes},
    {Kind::aggregations, Place::inCollection, "_aggrs", "OPTIONS", NeededRight::none, nullptr},
    {Kind::aggregation, Place::inReserved, "_aggrs", readOnly, NeededRight::none, answerAggregation},
    {Kind::document, Place::named, "", "GET, HEAD, PUT, PATCH, DELETE, OPTIONS", NeededRight::none, answerDocument},
    {Kind::reserved, Place::named, "", "OPTIONS", NeededRight::none, nullptr},
}};

constexpr bool hasEachKindInItsPlace() {
  for (std::size_t i = 0; i < rules.size(); ++i) {
    if (rules[i].kind != static_cast<Kind>(i)) return false;
  }
  return rules.back().kind == Kind::reserved;
}
static_assert(hasEachKindInItsPlace(), "each kind of resource has its rule, in the order of ResourceKind");

// RESTHeart's names that are not served.
constexpr std::array<std::string_view, 4> unservedInDatabase{"_schemas", "_sessions", "_txns", "_streams"};
constexpr std::array<std::string_view, 6> unservedInCollection{"_streams", "_schemas", "_sessions",
                                                               "_txns",    "_search",  "_properties"};

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

/// Null where the name is reserved for no resource that is served.
const ResourceRule* ruleNamed(Place place, std::string_view name) {
  const auto found = std::find_if(rules.begin(), rules.end(), [place, name](const ResourceRule& each) {
    return each.place == place && each.name == name;
  });
  return found == rules.end() ? nullptr : &*found;
}

template <class Names>
bool isOneOf(std::string_view name, const Names& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool isReservedInDatabase(std::string_view name) {
  return ruleNamed(Place::inDatabase, name) != nullptr || isOneOf(name, unservedInDatabase);
}

void requireDepth(Segments names, std::size_t depth) {
  if (names.size() > depth) throw RequestError(404, "there is nothing below this resource");
}

Resource inDatabase(Resource resource, Segments names) {
  const ResourceRule* rule = ruleNamed(Place::inDatabase, names[1]);
  if (rule != nullptr) requireDepth(names, 2);
  resource.kind = rule != nullptr ? rule->kind : Kind::reserved;
  return resource;
}

Resource inCollection(Resource resource, Segments names, bool hasIdType) {
  resource.member = names.back();
  if (hasIdType || !isReservedId(names[2])) {
    requireDepth(names, 3);
    resource.kind = Kind::document;
    return resource;
  }
  const ResourceRule* rule = names.size() > 3 ? ruleNamed(Place::inReserved, names[2]) : nullptr;
  const std::size_t depth = rule != nullptr ? 4 : 3;
  if (rule == nullptr) rule = ruleNamed(Place::inCollection, names[2]);
  if (rule != nullptr) requireDepth(names, depth);
  resource.kind = rule != nullptr ? rule->kind : Kind::reserved;
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
  resource.kind = Kind::database;
  resource.name.database = names[0];
  if (names.size() == 1) return resource;
  if (isReservedInDatabase(names[1])) return inDatabase(std::move(resource), names);
  checkCollectionName(names[1]);
  resource.kind = Kind::collection;
  resource.name.collection = names[1];
  if (names.size() == 2) return resource;
  return inCollection(std::move(resource), names, hasIdType);
}

const ResourceRule& ruleOf(ResourceKind kind) {
  return rules.at(static_cast<std::size_t>(kind));
}

bool isReservedId(std::string_view segment) {
  return ruleNamed(Place::inCollection, segment) != nullptr || isOneOf(segment, unservedInCollection);
}

bool isStoresOwnCollection(std::string_view name) {
  return name == "system" || name.starts_with("system.") || name == propertiesCollection || name == proofsCollection ||
         name.ends_with(".chunks");
}

bool isStoresOwnDatabase(std::string_view name) {
  return isOneOf(name, storesOwnDatabases);
}

}  // namespace rest::api
