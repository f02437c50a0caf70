// Many writes, or a filter and a change, go in; counts and what became of each come out. Each write stands alone: one
// that is refused does not keep the others from happening.
#include <algorithm>

#include "document/bson_access.hpp"
#include "store/mongodb/changes.hpp"
#include "store/mongodb/errors.hpp"
#include "store/mongodb/filters.hpp"
#include "store/mongodb/store.hpp"

namespace rest::mongodb {
namespace {

using Client = ClientPool::Client;

std::int64_t countIn(const OwnedBson& reply, const char* name) {
  bson_iter_t count;
  return bson_iter_init_find(&count, reply.get(), name) ? bson_iter_as_int64(&count) : 0;
}

bool isEmptyList(const bson_iter_t& list) {
  bson_iter_t element;
  return !bson_iter_recurse(&list, &element) || !bson_iter_next(&element);
}

/// The members `index` of the documents in a list of the reply.
std::vector<std::size_t> indexesIn(const OwnedBson& reply, const char* list) {
  std::vector<std::size_t> result;
  bson_iter_t found;
  if (!bson_iter_init_find(&found, reply.get(), list)) return result;
  for (const bson_iter_t& element : Elements(found)) {
    bson_iter_t index;
    if (bson_iter_recurse(&element, &index) && bson_iter_find(&index, "index")) {
      result.push_back(static_cast<std::size_t>(bson_iter_as_int64(&index)));
    }
  }
  return result;
}

/// Throws for the first write error that is not a duplicate.
void checkWriteErrors(const OwnedBson& reply) {
  bson_iter_t list;
  if (!bson_iter_init_find(&list, reply.get(), "writeErrors")) return;
  for (const bson_iter_t& element : Elements(list)) {
    bson_iter_t code;
    if (!bson_iter_recurse(&element, &code) || !bson_iter_find(&code, "code")) continue;
    bson_error_t error;
    bson_set_error(&error, MONGOC_ERROR_SERVER, static_cast<std::uint32_t>(bson_iter_as_int64(&code)),
                   "a write among many was refused");
    if (!isDuplicate(error)) fail(error);
  }
}

/// The driver reports refused writes first, and then may report nothing else.
void checkAcknowledged(const OwnedBson& reply, std::size_t writes, WriteMode mode) {
  const std::int64_t told = countIn(reply, "nInserted") + countIn(reply, "nUpserted") + countIn(reply, "nMatched") +
                            static_cast<std::int64_t>(indexesIn(reply, "writeErrors").size());
  const bool isComplete = mode == WriteMode::update || told == static_cast<std::int64_t>(writes);
  bson_iter_t concern;
  const bool isKept = !bson_iter_init_find(&concern, reply.get(), "writeConcernErrors") || isEmptyList(concern);
  if (!isComplete || !isKept) {
    throw StoreError(StoreError::Kind::unavailable, "MongoDB: not all of many writes were acknowledged");
  }
}

void append(mongoc_bulk_operation_t* bulk, const BulkWrite& write, WriteMode mode, const Document& filter) {
  const Document body = bodyOf(write.change, write.id);
  const bson_t bodyView = viewOf(body);
  OwnedBson options;
  BSON_APPEND_BOOL(options.get(), "validate", false);
  bson_error_t error;
  const bool isReplacement = write.change.kind == Change::Kind::replace;
  if (isReplacement && mode == WriteMode::insert) {
    if (!mongoc_bulk_operation_insert_with_opts(bulk, &bodyView, options.get(), &error)) fail(error);
    return;
  }
  if (mode != WriteMode::update) BSON_APPEND_BOOL(options.get(), "upsert", true);
  const Document target = mode == WriteMode::insert   ? creationFilterFor(write.id)
                          : mode == WriteMode::upsert ? upsertFilterFor(write.id, filter)
                                                      : filterFor(write.id, filter);
  const bson_t targetView = viewOf(target);
  const auto command =
      isReplacement ? mongoc_bulk_operation_replace_one_with_opts : mongoc_bulk_operation_update_one_with_opts;
  if (!command(bulk, &targetView, &bodyView, options.get(), &error)) fail(error);
}

/// For inserts the reply has their count and those that failed, for upserts which they were.
std::vector<std::size_t> insertedAt(const OwnedBson& reply, std::span<const BulkWrite> writes, WriteMode mode,
                                    const std::vector<std::size_t>& failed) {
  std::vector<std::size_t> result = indexesIn(reply, "upserted");
  if (mode != WriteMode::insert) return result;
  for (std::size_t i = 0; i < writes.size(); ++i) {
    if (writes[i].change.kind != Change::Kind::replace) continue;
    if (std::find(failed.begin(), failed.end(), i) == failed.end()) result.push_back(i);
  }
  std::sort(result.begin(), result.end());
  return result;
}

}  // namespace

BulkResult Store::writeMany(const CollectionName& name, std::span<const BulkWrite> writes, WriteMode mode,
                            const Document& filter) {
  if (writes.empty()) return {};
  const Client client = pool_.borrow();
  const Collection collection = client.collection(name);
  OwnedBson options;
  BSON_APPEND_BOOL(options.get(), "ordered", false);
  const Bulk bulk(mongoc_collection_create_bulk_operation_with_opts(collection.get(), options.get()));
  for (const BulkWrite& write : writes) append(bulk.get(), write, mode, filter);

  OwnedBson reply;
  bson_error_t error;
  const bool isDone = mongoc_bulk_operation_execute(bulk.get(), reply.get(), &error) != 0;
  BulkResult result;
  result.duplicates = indexesIn(reply, "writeErrors");
  if (!isDone) {
    checkWriteErrors(reply);
    if (!isDuplicate(error)) fail(error);
    checkAcknowledged(reply, writes.size(), mode);
  }
  result.insertedAt = insertedAt(reply, writes, mode, result.duplicates);
  result.inserted = static_cast<std::int64_t>(result.insertedAt.size());
  result.matched = countIn(reply, "nMatched");
  result.modified = countIn(reply, "nModified");
  return result;
}

BulkResult Store::updateMany(const CollectionName& name, const Document& filter, const Change& change) {
  const Document body = bodyOf(change);
  const bson_t bodyView = viewOf(body);
  const bson_t filterView = viewOf(filter);
  OwnedBson options;
  OwnedBson reply;
  BSON_APPEND_BOOL(options.get(), "validate", false);
  const Watch watch(slowQueries_, {"update", name, filter});
  const Client client = pool_.borrow();
  bson_error_t error;
  if (!mongoc_collection_update_many(client.collection(name).get(), &filterView, &bodyView, options.get(), reply.get(),
                                     &error)) {
    fail(error);
  }
  BulkResult result;
  result.matched = countIn(reply, "matchedCount");
  result.modified = countIn(reply, "modifiedCount");
  return result;
}

std::int64_t Store::eraseMany(const CollectionName& name, const Document& filter) {
  const bson_t view = viewOf(filter);
  OwnedBson reply;
  const Watch watch(slowQueries_, {"delete", name, filter});
  const Client client = pool_.borrow();
  bson_error_t error;
  if (!mongoc_collection_delete_many(client.collection(name).get(), &view, nullptr, reply.get(), &error)) fail(error);
  return countIn(reply, "deletedCount");
}

}  // namespace rest::mongodb
