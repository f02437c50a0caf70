// Calls of DocumentStore go in, MongoDB commands come out. Conditions on `_etag` are part of the command's filter, so
// that nobody can write between the look and the act.
#include "store/mongodb/mongodb_store.hpp"

#include <algorithm>

#include "document/bson_access.hpp"
#include "store/mongodb/client.hpp"

namespace rest {
namespace {

using mongodb::ClientPool;
using Client = ClientPool::Client;
using mongodb::Collection;
using mongodb::Cursor;

constexpr const char* propertiesCollection = "_properties";
constexpr std::uint32_t namespaceExists = 48;

/// The document's id and, under a condition, the tags one of which it must have.
void appendFilter(OwnedBson& filter, const DocumentId& id, const Precondition& precondition) {
  const bson_t idOnly = viewOf(id.asFilter());
  bson_concat(filter.get(), &idOnly);
  if (!precondition.given || precondition.anyEtag) return;
  bson_t condition;
  bson_t tags;
  BSON_APPEND_DOCUMENT_BEGIN(filter.get(), "_etag", &condition);
  BSON_APPEND_ARRAY_BEGIN(&condition, "$in", &tags);
  for (std::size_t i = 0; i < precondition.etags.size(); ++i) {
    bson_oid_t oid;
    std::copy(precondition.etags[i].bytes.begin(), precondition.etags[i].bytes.end(), std::begin(oid.bytes));
    BSON_APPEND_OID(&tags, std::to_string(i).c_str(), &oid);
  }
  bson_append_array_end(&condition, &tags);
  bson_append_document_end(filter.get(), &condition);
}

std::int64_t countIn(const OwnedBson& reply, const char* name) {
  bson_iter_t count;
  return bson_iter_init_find(&count, reply.get(), name) ? bson_iter_as_int64(&count) : 0;
}

std::vector<std::string> sorted(const mongodb::Names& names, const bson_error_t& error) {
  if (!names) mongodb::fail(error);
  std::vector<std::string> result;
  for (char* const* name = names.get(); *name != nullptr; ++name) result.emplace_back(*name);
  std::sort(result.begin(), result.end());
  return result;
}

class MongoStore : public DocumentStore {
 public:
  explicit MongoStore(const std::string& connectionString) : pool_(connectionString) {}

  std::vector<std::string> databaseNames() override {
    const Client client = pool_.borrow();
    bson_error_t error{};
    const mongodb::Names names(mongoc_client_get_database_names_with_opts(client.get(), nullptr, &error));
    return sorted(names, error);
  }

  std::vector<std::string> collectionNames(const std::string& database) override {
    const Client client = pool_.borrow();
    return collectionNamesIn(client, database);
  }

  std::optional<Document> collectionProperties(const CollectionName& name) override {
    const Client client = pool_.borrow();
    return propertiesIn(client, name);
  }

  WriteResult putCollection(const CollectionName& name, const Document& properties,
                            const Precondition& precondition) override {
    const Client client = pool_.borrow();
    const std::optional<Document> stored = propertiesIn(client, name);
    if (!holds(precondition, stored)) return WriteResult::preconditionFailed;
    if (!stored) createCollection(client, name);
    const DocumentId id = propertiesId(name);
    const bool isConditional = precondition.given && !precondition.anyEtag;
    const WriteResult result = replace(client, propertiesOf(name), id, withId(properties, id),
                                       isConditional ? WriteMode::update : WriteMode::upsert, precondition);
    if (result == WriteResult::absent) return WriteResult::preconditionFailed;
    return stored ? WriteResult::replaced : WriteResult::created;
  }

  void find(const CollectionName& name, const FindRequest& request, const DocumentVisitor& visit) override {
    if (request.limit == 0) return;  // MongoDB reads a limit of zero as none
    OwnedBson filter;
    OwnedBson options;
    bson_t order;
    BSON_APPEND_DOCUMENT_BEGIN(options.get(), "sort", &order);
    BSON_APPEND_INT32(&order, "_id", -1);
    bson_append_document_end(options.get(), &order);
    BSON_APPEND_INT64(options.get(), "skip", request.skip);
    BSON_APPEND_INT64(options.get(), "limit", request.limit);
    const Client client = pool_.borrow();
    visitAll(client, name, filter, options, visit);
  }

  std::optional<Document> findById(const CollectionName& name, const DocumentId& id) override {
    const Client client = pool_.borrow();
    return findOne(client, name, id);
  }

  WriteResult put(const CollectionName& name, const DocumentId& id, const Document& document, WriteMode mode,
                  const Precondition& precondition) override {
    const Client client = pool_.borrow();
    if (mode == WriteMode::insert) {
      if (!precondition.given) return insert(client, name, document);
      return findOne(client, name, id) ? WriteResult::duplicate : WriteResult::preconditionFailed;
    }
    // A condition can only hold for what is there, so nothing is ever made under one.
    const WriteResult result =
        replace(client, name, id, document, precondition.given ? WriteMode::update : mode, precondition);
    if (result != WriteResult::absent || !precondition.given) return result;
    const bool isAbsent = mode == WriteMode::update && !findOne(client, name, id);
    return isAbsent ? WriteResult::absent : WriteResult::preconditionFailed;
  }

  EraseResult erase(const CollectionName& name, const DocumentId& id, const Precondition& precondition) override {
    OwnedBson filter;
    appendFilter(filter, id, precondition);
    const Client client = pool_.borrow();
    OwnedBson reply;
    bson_error_t error;
    if (!mongoc_collection_delete_one(client.collection(name).get(), filter.get(), nullptr, reply.get(), &error)) {
      mongodb::fail(error);
    }
    if (countIn(reply, "deletedCount") > 0) return EraseResult::erased;
    return precondition.given && findOne(client, name, id) ? EraseResult::preconditionFailed : EraseResult::absent;
  }

 private:
  static DocumentId propertiesId(const CollectionName& name) {
    return DocumentId::ofText("_properties." + name.collection);
  }

  static CollectionName propertiesOf(const CollectionName& name) { return {name.database, propertiesCollection}; }

  static std::vector<std::string> collectionNamesIn(const Client& client, const std::string& database) {
    bson_error_t error{};
    const mongodb::Names names(
        mongoc_database_get_collection_names_with_opts(client.database(database).get(), nullptr, &error));
    return sorted(names, error);
  }

  static std::optional<Document> propertiesIn(const Client& client, const CollectionName& name) {
    if (auto stored = findOne(client, propertiesOf(name), propertiesId(name))) return withoutId(*stored);
    const std::vector<std::string> names = collectionNamesIn(client, name.database);
    if (!std::binary_search(names.begin(), names.end(), name.collection)) return std::nullopt;
    return Document();
  }

  static void createCollection(const Client& client, const CollectionName& name) {
    bson_error_t error;
    const Collection made(mongoc_database_create_collection(client.database(name.database).get(),
                                                            name.collection.c_str(), nullptr, &error));
    if (!made && !(error.domain == MONGOC_ERROR_SERVER && error.code == namespaceExists)) mongodb::fail(error);
  }

  static void visitAll(const Client& client, const CollectionName& name, const OwnedBson& filter,
                       const OwnedBson& options, const DocumentVisitor& visit) {
    const Collection collection = client.collection(name);
    const Cursor cursor(mongoc_collection_find_with_opts(collection.get(), filter.get(), options.get(), nullptr));
    const bson_t* document = nullptr;
    while (mongoc_cursor_next(cursor.get(), &document)) visit({bson_get_data(document), document->len});
    bson_error_t error;
    if (mongoc_cursor_error(cursor.get(), &error)) mongodb::fail(error);
  }

  static std::optional<Document> findOne(const Client& client, const CollectionName& name, const DocumentId& id) {
    OwnedBson filter;
    OwnedBson options;
    appendFilter(filter, id, {});
    BSON_APPEND_INT64(options.get(), "limit", 1);
    std::optional<Document> found;
    visitAll(client, name, filter, options, [&found](BsonBytes bytes) { found = Document::copyOf(bytes); });
    return found;
  }

  /// The driver's own check refuses empty names, which MongoDB keeps; what is stored here was checked when it came.
  static void switchOffValidation(OwnedBson& options) { BSON_APPEND_BOOL(options.get(), "validate", false); }

  static WriteResult insert(const Client& client, const CollectionName& name, const Document& document) {
    OwnedBson options;
    switchOffValidation(options);
    const bson_t view = viewOf(document);
    bson_error_t error;
    if (mongoc_collection_insert_one(client.collection(name).get(), &view, options.get(), nullptr, &error)) {
      return WriteResult::created;
    }
    if (mongodb::isDuplicate(error)) return WriteResult::duplicate;
    mongodb::fail(error);
  }

  static WriteResult replace(const Client& client, const CollectionName& name, const DocumentId& id,
                             const Document& document, WriteMode mode, const Precondition& precondition) {
    OwnedBson filter;
    OwnedBson options;
    OwnedBson reply;
    appendFilter(filter, id, precondition);
    BSON_APPEND_BOOL(options.get(), "upsert", mode == WriteMode::upsert);
    switchOffValidation(options);
    const bson_t view = viewOf(document);
    bson_error_t error;
    if (!mongoc_collection_replace_one(client.collection(name).get(), filter.get(), &view, options.get(), reply.get(),
                                       &error)) {
      if (mongodb::isDuplicate(error)) return WriteResult::duplicate;
      mongodb::fail(error);
    }
    if (countIn(reply, "matchedCount") > 0) return WriteResult::replaced;
    return mode == WriteMode::upsert ? WriteResult::created : WriteResult::absent;
  }

  ClientPool pool_;
};

}  // namespace

std::unique_ptr<DocumentStore> openMongoStore(const std::string& connectionString) {
  return std::make_unique<MongoStore>(connectionString);
}

}  // namespace rest
