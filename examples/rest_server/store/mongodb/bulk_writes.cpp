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
void checkWriteErrors(const Client& client, const OwnedBson& reply) {
  bson_iter_t list;
  if (!bson_iter_init_find(&list, reply.get(), "writeErrors")) return;
  for (const bson_iter_t& element : Elements(list)) {
    bson_iter_t code;
    if (!bson_iter_recurse(&element, &code) || !bson_iter_find(&code, "code")) continue;
    bson_error_t error;
    bson_set_error(&error, MONGOC_ERROR_SERVER, static_cast<std::uint32_t>(bson_iter_as_int64(&code)),
                   "a write among many was refused");
    if (!isDuplicate(error)) client.fail(error, Effect::several);
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
    throw StoreError(StoreError::Kind::unknownOutcome, "MongoDB: not all of many writes were acknowledged");
  }
}

/// What some of the writes did is unknown as well when the connection is lost after others.
[[noreturn]] void failOf(const Client& client, const bson_error_t& error, const OwnedBson& reply) {
  const bool hasWritten = countIn(reply, "nInserted") + countIn(reply, "nUpserted") + countIn(reply, "nMatched") > 0;
  try {
    client.fail(error, Effect::several);
  } catch (const StoreError& fault) {
    if (!hasWritten || fault.kind() != StoreError::Kind::unavailable) throw;
    throw StoreError(StoreError::Kind::unknownOutcome, fault.what());
  }
}

void append(const Client& client, mongoc_bulk_operation_t* bulk, const BulkWrite& write, WriteMode mode,
            const Document& filter) {
  const Document body = bodyOf(write.change, write.id);
  const bson_t bodyView = viewOf(body);
  OwnedBson options;
  BSON_APPEND_BOOL(options.get(), "validate", false);
  bson_error_t error;
  const bool isReplacement = write.change.kind == Change::Kind::replace;
  if (isReplacement && mode == WriteMode::insert) {
    if (!mongoc_bulk_operation_insert_with_opts(bulk, &bodyView, options.get(), &error)) client.fail(error);
    return;
  }
  if (mode != WriteMode::update) BSON_APPEND_BOOL(options.get(), "upsert", true);
  const Document target = mode == WriteMode::insert   ? creationFilterFor(write.id)
                          : mode == WriteMode::upsert ? upsertFilterFor(write.id, filter)
                                                      : filterFor(write.id, filter);
  const bson_t targetView = viewOf(target);
  const auto command =
      isReplacement ? mongoc_bulk_operation_replace_one_with_opts : mongoc_bulk_operation_update_one_with_opts;
  if (!command(bulk, &targetView, &bodyView, options.get(), &error)) client.fail(error);
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

struct Statement {
  const char* command;
  const char* list;
  const OwnedBson& statement;
};

/// A write of all that match. The driver's own functions give MongoDB no limit of time; it repeats no such write.
void runOnMany(const Client& client, const CollectionName& name, const Statement& asked, OwnedBson& reply) {
  OwnedBson command;
  bson_t list;
  BSON_APPEND_UTF8(command.get(), asked.command, name.collection.c_str());
  beginArray(command.get(), asked.list, &list);
  BSON_APPEND_DOCUMENT(&list, "0", asked.statement.get());
  bson_append_array_end(command.get(), &list);
  client.limitTime(command.get());
  bson_error_t error;
  if (!mongoc_client_write_command_with_opts(client.get(), name.database.c_str(), command.get(), nullptr, reply.get(),
                                             &error)) {
    client.fail(error, Effect::several);
  }
  checkWriteErrors(client, reply);
  if (bson_has_field(reply.get(), "writeErrors")) {
    throw StoreError(StoreError::Kind::duplicate, "MongoDB: a unique value is taken",
                     "a value that an index holds unique is taken");
  }
}

}  // namespace

BulkResult Store::writeMany(const CollectionName& name, std::span<const BulkWrite> writes, WriteMode mode,
                            const Document& filter) {
  if (writes.empty()) return {};
  const Client client = pool_.borrow();
  const Collection collection = client.collection(name);
  // Each looks for one `_id`; the driver has no limit of time for them.
  OwnedBson options;
  BSON_APPEND_BOOL(options.get(), "ordered", false);
  const Bulk bulk(mongoc_collection_create_bulk_operation_with_opts(collection.get(), options.get()));
  for (const BulkWrite& write : writes) append(client, bulk.get(), write, mode, filter);

  OwnedBson reply;
  bson_error_t error;
  const bool isDone = mongoc_bulk_operation_execute(bulk.get(), reply.get(), &error) != 0;
  BulkResult result;
  result.duplicates = indexesIn(reply, "writeErrors");
  if (!isDone) {
    checkWriteErrors(client, reply);
    if (!isDuplicate(error)) failOf(client, error, reply);
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
  const bson_t filterView = viewOf(filter);
  const bson_t bodyView = viewOf(body);
  OwnedBson statement;
  BSON_APPEND_DOCUMENT(statement.get(), "q", &filterView);
  if (change.kind == Change::Kind::pipeline) {
    BSON_APPEND_ARRAY(statement.get(), "u", &bodyView);
  } else {
    BSON_APPEND_DOCUMENT(statement.get(), "u", &bodyView);
  }
  BSON_APPEND_BOOL(statement.get(), "multi", true);
  const Watch watch(slowQueries_, {"update", name, filter});
  OwnedBson reply;
  runOnMany(pool_.borrow(), name, {"update", "updates", statement}, reply);
  BulkResult result;
  result.matched = countIn(reply, "n");
  result.modified = countIn(reply, "nModified");
  return result;
}

std::int64_t Store::eraseMany(const CollectionName& name, const Document& filter) {
  const bson_t view = viewOf(filter);
  OwnedBson statement;
  BSON_APPEND_DOCUMENT(statement.get(), "q", &view);
  BSON_APPEND_INT32(statement.get(), "limit", 0);
  const Watch watch(slowQueries_, {"delete", name, filter});
  OwnedBson reply;
  runOnMany(pool_.borrow(), name, {"delete", "deletes", statement}, reply);
  return countIn(reply, "n");
}

}  // namespace rest::mongodb
