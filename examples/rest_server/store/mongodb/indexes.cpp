// Descriptions of indexes go in and out. Refused: an index that contradicts another one or the documents.
#include <string_view>

#include "document/bson_access.hpp"
#include "document/compose.hpp"
#include "document/query/value.hpp"
#include "store/mongodb/errors.hpp"
#include "store/mongodb/filters.hpp"
#include "store/mongodb/store.hpp"

namespace rest::mongodb {
namespace {

using namespace query;

constexpr std::uint32_t indexNotFound = 27;

void checkKeys(const Document& keys) {
  const auto refuse = [](const char* reason) { throw StoreError(StoreError::Kind::invalid, reason, reason); };
  if (isEmpty(keys)) refuse("an index needs keys");
  for (const Member& key : Members(keys)) {
    const bool isDirection = isNumber(key.value) && isTruthy(key.value);
    if (!isDirection && !isText(key.value)) refuse("an index has 1, -1 or the name of a kind for each of its fields");
  }
}

void appendIndex(bson_t* target, const IndexDescription& index) {
  const bson_t keys = viewOf(index.keys);
  BSON_APPEND_DOCUMENT(target, "key", &keys);
  BSON_APPEND_UTF8(target, "name", index.name.c_str());
  for (const bson_iter_t& option : Elements(index.options)) {
    const std::string_view name = keyOf(option);
    if (name != "key" && name != "name") bson_append_iter(target, nullptr, 0, &option);
  }
}

}  // namespace

std::vector<Document> Store::indexes(const CollectionName& name) {
  const ClientPool::Client client = pool_.borrow();
  const Collection collection = client.collection(name);
  OwnedBson options;
  client.limitTime(options.get());
  const Cursor cursor(mongoc_collection_find_indexes_with_opts(collection.get(), options.get()));
  std::vector<Document> result;
  const bson_t* index = nullptr;
  while (mongoc_cursor_next(cursor.get(), &index)) {
    result.push_back(Document::copyOf({bson_get_data(index), index->len}));
  }
  bson_error_t error;
  if (mongoc_cursor_error(cursor.get(), &error)) client.fail(error);
  return result;
}

void Store::createIndex(const CollectionName& name, const IndexDescription& index) {
  checkKeys(index.keys);
  OwnedBson command;
  bson_t list;
  bson_t description;
  BSON_APPEND_UTF8(command.get(), "createIndexes", name.collection.c_str());
  beginArray(command.get(), "indexes", &list);
  BSON_APPEND_DOCUMENT_BEGIN(&list, "0", &description);
  appendIndex(&description, index);
  bson_append_document_end(&list, &description);
  bson_append_array_end(command.get(), &list);

  const ClientPool::Client client = pool_.borrow();
  client.limitTime(command.get());
  bson_error_t error;
  if (mongoc_client_write_command_with_opts(client.get(), name.database.c_str(), command.get(), nullptr, nullptr,
                                            &error)) {
    return;
  }
  if (isDuplicate(error)) {
    throw StoreError(StoreError::Kind::invalid, error.message, "documents that are there have equal values");
  }
  client.fail(error, Effect::several);
}

bool Store::dropIndex(const CollectionName& name, const std::string& indexName) {
  if (indexName == "*") return false;  // to MongoDB: all of them
  OwnedBson command;
  BSON_APPEND_UTF8(command.get(), "dropIndexes", name.collection.c_str());
  BSON_APPEND_UTF8(command.get(), "index", indexName.c_str());
  const ClientPool::Client client = pool_.borrow();
  client.limitTime(command.get());
  bson_error_t error;
  if (mongoc_client_write_command_with_opts(client.get(), name.database.c_str(), command.get(), nullptr, nullptr,
                                            &error)) {
    return true;
  }
  if (isServerError(error, namespaceNotFound) || isServerError(error, indexNotFound)) return false;
  client.fail(error, Effect::several);
}

}  // namespace rest::mongodb
