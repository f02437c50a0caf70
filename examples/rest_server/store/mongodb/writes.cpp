// A write of one document and its conditions go in, what became of it comes out. The conditions are part of the
// command's filter, so that no other write can happen between the check and the change.
#include "document/bson_access.hpp"
#include "store/mongodb/changes.hpp"
#include "store/mongodb/errors.hpp"
#include "store/mongodb/filters.hpp"
#include "store/mongodb/store.hpp"

namespace rest::mongodb {
namespace {

using Status = WriteResult::Status;
using Client = ClientPool::Client;

/// Finds a document and writes it by one command, as the driver's functions for updates and deletes give MongoDB no
/// limit of time. Of the document its `_id` comes back.
bool modify(const Client& client, const CollectionName& name, const Document& filter,
            const mongoc_find_and_modify_opts_t& options, OwnedBson& reply, bson_error_t& error) {
  const bson_t view = viewOf(filter);
  return mongoc_collection_find_and_modify_with_opts(client.collection(name).get(), &view, &options, reply.get(),
                                                     &error);
}

ModifyOptions modifyOptions(const Client& client) {
  OwnedBson onlyId;
  OwnedBson limit;
  BSON_APPEND_INT32(onlyId.get(), "_id", 1);
  client.limitTime(limit.get());
  ModifyOptions options(mongoc_find_and_modify_opts_new());
  mongoc_find_and_modify_opts_set_fields(options.get(), onlyId.get());
  mongoc_find_and_modify_opts_append(options.get(), limit.get());
  return options;
}

/// What the reply says of the write.
std::optional<bson_iter_t> said(const OwnedBson& reply, const char* path) {
  bson_iter_t top;
  bson_iter_t found;
  if (!bson_iter_init(&top, reply.get()) || !bson_iter_find_descendant(&top, path, &found)) return std::nullopt;
  return found;
}

/// How many documents were written.
std::int64_t countIn(const OwnedBson& reply) {
  const auto count = said(reply, "lastErrorObject.n");
  if (!count) return 0;
  const bson_iter_t& number = *count;  // with its alignment, which a deduced type loses
  return bson_iter_as_int64(&number);
}

/// Whether the document exists, and its tag.
struct Stored {
  bool isThere = false;
  std::optional<ObjectId> etag{};
};

Stored look(const Client& client, const CollectionName& name, const DocumentId& id, const Document& filter) {
  OwnedBson options;
  bson_t projection;
  BSON_APPEND_DOCUMENT_BEGIN(options.get(), "projection", &projection);
  BSON_APPEND_INT32(&projection, "_etag", 1);
  bson_append_document_end(options.get(), &projection);
  BSON_APPEND_INT64(options.get(), "limit", 1);
  client.limitTime(options.get());
  const Document both = filterFor(id, filter);
  const bson_t view = viewOf(both);
  const Collection collection = client.collection(name);
  const Cursor cursor(mongoc_collection_find_with_opts(collection.get(), &view, options.get(), nullptr));
  const bson_t* document = nullptr;
  if (mongoc_cursor_next(cursor.get(), &document)) return {true, etagOf({bson_get_data(document), document->len})};
  bson_error_t error;
  if (mongoc_cursor_error(cursor.get(), &error)) client.fail(error);
  return {};
}

Status insert(const Client& client, const CollectionName& name, const Document& document) {
  OwnedBson options;
  BSON_APPEND_BOOL(options.get(), "validate", false);
  client.limitTime(options.get());
  const bson_t view = viewOf(document);
  bson_error_t error;
  if (mongoc_collection_insert_one(client.collection(name).get(), &view, options.get(), nullptr, &error)) {
    return Status::created;
  }
  if (isDuplicate(error)) return Status::duplicate;
  client.fail(error, Effect::oneDocument);
}

enum class IfAbsent { nothing, create };

/// Changes what the filter matches.
Status change(const Client& client, const CollectionName& name, const Document& filter, const Document& body,
              IfAbsent ifAbsent) {
  const bson_t view = viewOf(body);
  ModifyOptions options = modifyOptions(client);
  mongoc_find_and_modify_opts_set_update(options.get(), &view);
  if (ifAbsent == IfAbsent::create) {
    mongoc_find_and_modify_opts_set_flags(options.get(), MONGOC_FIND_AND_MODIFY_UPSERT);
  }
  OwnedBson reply;
  bson_error_t error;
  if (!modify(client, name, filter, *options, reply, error)) {
    if (isDuplicate(error)) return Status::duplicate;
    client.fail(error, Effect::oneDocument);
  }
  if (said(reply, "lastErrorObject.upserted")) return Status::created;
  return countIn(reply) > 0 ? Status::changed : Status::absent;
}

Status create(const Client& client, const CollectionName& name, const DocumentId& id, Change::Kind kind,
              const Document& body) {
  if (kind == Change::Kind::replace) return insert(client, name, body);
  return change(client, name, creationFilterFor(id), body, IfAbsent::create);
}

}  // namespace

WriteResult Store::write(const CollectionName& name, const DocumentId& id, const Change& requested, WriteMode mode,
                         const WriteCondition& condition) {
  const Precondition& precondition = condition.precondition;
  const Document body = bodyOf(requested, id);
  const Client client = pool_.borrow();
  // A write that must not change an existing document is an insert, whatever the mode.
  const bool mayChange = precondition.given || !precondition.isRequired;

  if (mode == WriteMode::insert) {
    if (!precondition.given) return {create(client, name, id, requested.kind, body)};
    // If-Match holds only for an existing document, which an insert never changes.
    return {look(client, name, id, {}).isThere ? Status::duplicate : Status::preconditionFailed};
  }
  if (mode == WriteMode::update || precondition.given) {
    if (mayChange) {
      const Document filter = filterFor(id, condition);
      const Status status = change(client, name, filter, body, IfAbsent::nothing);
      if (status != Status::absent || !precondition.given) return {status};
    }
    const Stored stored = look(client, name, id, condition.filter);
    if (stored.isThere) {
      return {precondition.given ? Status::preconditionFailed : Status::preconditionRequired, stored.etag};
    }
    return {mode == WriteMode::update ? Status::absent : Status::preconditionFailed};
  }
  if (mayChange) {
    const Document filter = upsertFilterFor(id, condition.filter);
    return {change(client, name, filter, body, IfAbsent::create)};
  }
  const Status status = create(client, name, id, requested.kind, body);
  if (status != Status::duplicate) return {status};
  const Stored stored = look(client, name, id, condition.filter);
  if (stored.isThere) return {Status::preconditionRequired, stored.etag};
  return {status};
}

EraseResult Store::erase(const CollectionName& name, const DocumentId& id, const WriteCondition& condition) {
  const Precondition& precondition = condition.precondition;
  const Client client = pool_.borrow();
  if (precondition.given || !precondition.isRequired) {
    const ModifyOptions options = modifyOptions(client);
    mongoc_find_and_modify_opts_set_flags(options.get(), MONGOC_FIND_AND_MODIFY_REMOVE);
    OwnedBson reply;
    bson_error_t error;
    if (!modify(client, name, filterFor(id, condition), *options, reply, error)) {
      client.fail(error, Effect::oneDocument);
    }
    if (countIn(reply) > 0) return {EraseResult::Status::erased};
    if (!precondition.given) return {EraseResult::Status::absent};
  }
  const Stored stored = look(client, name, id, condition.filter);
  if (!stored.isThere) return {EraseResult::Status::absent};
  return {precondition.given ? EraseResult::Status::preconditionFailed : EraseResult::Status::preconditionRequired,
          stored.etag};
}

}  // namespace rest::mongodb
