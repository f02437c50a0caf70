#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"
#include "store/document_store.hpp"

namespace rest::api {

/// Where a part of the store appears: `what` is empty for everything ("*"), or a database, or a database and a
/// collection; `where` is the path under which it is found.
struct Mount {
  std::vector<std::string> what;
  std::vector<std::string> where;
};

enum class ResourceKind {
  databases,       ///< everything there is
  database,        ///< the collections of a database
  databaseMeta,    ///< its properties
  databaseSize,    ///< how many collections it has
  collection,      ///< the documents of a collection
  collectionMeta,  ///< its properties
  collectionSize,  ///< how many documents it has
  documents,       ///< `*`: those that a filter names
  indexes,
  index,
  aggregations,
  aggregation,  ///< what a stored pipeline makes of a collection
  document,
  reserved,  ///< RESTHeart's names of what is not served here; the last one
};

/// What a path means.
struct Resource {
  ResourceKind kind = ResourceKind::databases;
  CollectionName name;
  std::string member;  ///< the last segment, decoded: of a document its id, of an index or an aggregation its name
};

/// Finds the resource under the longest mount that fits. Throws RequestError: 404 outside all mounts or deeper than a
/// document, 400 for names no store keeps, 403 for the store's own collections. With an id type even a reserved name is
/// a document's.
Resource findResource(std::span<const Mount> mounts, std::span<const std::string> segments, bool hasIdType);

/// Whether the name means something else than a document when it stands in a document's place.
bool isReservedId(std::string_view segment);

/// Collections and databases that belong to the store itself and are neither shown nor touched.
bool isStoresOwnCollection(std::string_view name);
bool isStoresOwnDatabase(std::string_view name);

/// What a request for a resource needs of ManagementRights.
enum class NeededRight { none, bulk, managementToChange, management };

struct Exchange;

/// What there is to know of a kind of resource.
struct ResourceRule {
  enum class Place { named, inDatabase, inCollection, inReserved };

  ResourceKind kind;
  Place place;               ///< where its reserved name stands; `named`: it has a name of its own, or none
  std::string_view name;     ///< reserved for it; of a member, that of the list it is in
  std::string_view methods;  ///< as Allow and Access-Control-Allow-Methods list them
  NeededRight right;
  http::Response (*answer)(const Exchange& exchange, DocumentStore& store);  ///< null: it has no method but OPTIONS
};

const ResourceRule& ruleOf(ResourceKind kind);

}  // namespace rest::api
