#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

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
  databaseMeta,    ///< what is said of it
  databaseSize,    ///< how many collections it has
  collection,      ///< the documents of a collection
  collectionMeta,  ///< what is said of it
  collectionSize,  ///< how many documents it has
  documents,       ///< `*`: those that a filter names
  indexes,
  index,
  aggregations,
  aggregation,  ///< what a stored pipeline makes of a collection
  document,
  reserved,  ///< RESTHeart's names of what is not served here
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

/// Names that mean something else than a document when they stand in a document's place.
bool isReservedId(std::string_view segment);

/// The first names of the server's own paths, below which nothing can be mounted.
bool isServersOwnName(std::string_view segment);

/// Collections and databases that belong to the store itself and are neither shown nor touched.
bool isStoresOwnCollection(std::string_view name);
bool isStoresOwnDatabase(std::string_view name);

/// The methods a resource answers to, as Allow and Access-Control-Allow-Methods list them.
std::string_view methodsOf(ResourceKind kind);

/// Whether a request is about databases, collections and indexes instead of documents, and needs the right to that.
bool isManagement(ResourceKind kind, std::string_view method);

}  // namespace rest::api
