// Names go in, databases and collections are listed, made and dropped.
#include <algorithm>

#include "document/bson_access.hpp"
#include "store/mongodb/errors.hpp"
#include "store/mongodb/roles.hpp"
#include "store/mongodb/store.hpp"

namespace rest::mongodb {
namespace {

constexpr std::uint32_t namespaceExists = 48;

std::vector<std::string> sorted(const Names& names) {
  std::vector<std::string> result;
  for (char* const* name = names.get(); *name != nullptr; ++name) result.emplace_back(*name);
  std::sort(result.begin(), result.end());
  return result;
}

/// MongoDB lists no databases to a user without a role, and calls that no failure.
void refuseUserWithoutRole(const ClientPool::Client& client) {
  const mongoc_uri_t* uri = mongoc_client_get_uri(client.get());
  if (mongoc_uri_get_username(uri) == nullptr && mongoc_uri_get_auth_mechanism(uri) == nullptr) return;
  OwnedBson command;
  BSON_APPEND_INT32(command.get(), "connectionStatus", 1);
  client.limitTime(command.get());
  OwnedBson reply;
  bson_error_t error;
  if (!mongoc_client_command_simple(client.get(), "admin", command.get(), nullptr, reply.get(), &error)) {
    client.fail(error);
  }
  if (isOfUserWithoutRole(reply.bytes())) {
    throw StoreError(StoreError::Kind::forbidden, "MongoDB: the user of the connection string has no role");
  }
}

}  // namespace

void Store::ping() {
  const ClientPool::Client client = pool_.borrow();
  // The command "ping" is answered even to those who may do nothing.
  OwnedBson command;
  BSON_APPEND_INT32(command.get(), "listDatabases", 1);
  BSON_APPEND_BOOL(command.get(), "nameOnly", true);
  BSON_APPEND_BOOL(command.get(), "authorizedDatabases", true);
  client.limitTime(command.get());
  bson_error_t error;
  if (!mongoc_client_command_simple(client.get(), "admin", command.get(), nullptr, nullptr, &error)) client.fail(error);
  refuseUserWithoutRole(client);
}

std::vector<std::string> Store::databaseNames() {
  const ClientPool::Client client = pool_.borrow();
  OwnedBson options;
  client.limitTime(options.get());
  bson_error_t error{};
  const Names names(mongoc_client_get_database_names_with_opts(client.get(), options.get(), &error));
  if (!names) client.fail(error);
  return sorted(names);
}

std::vector<std::string> Store::collectionNames(const std::string& database) {
  const ClientPool::Client client = pool_.borrow();
  OwnedBson options;
  client.limitTime(options.get());
  bson_error_t error{};
  const Names names(
      mongoc_database_get_collection_names_with_opts(client.database(database).get(), options.get(), &error));
  if (!names) client.fail(error);
  return sorted(names);
}

bool Store::hasCollection(const CollectionName& name) {
  if (known_.has(name)) return true;
  const ClientPool::Client client = pool_.borrow();
  OwnedBson options;
  bson_t filter;
  BSON_APPEND_DOCUMENT_BEGIN(options.get(), "filter", &filter);
  BSON_APPEND_UTF8(&filter, "name", name.collection.c_str());
  bson_append_document_end(options.get(), &filter);
  client.limitTime(options.get());
  bson_error_t error{};
  const Names names(
      mongoc_database_get_collection_names_with_opts(client.database(name.database).get(), options.get(), &error));
  if (!names) client.fail(error);
  if (*names.get() == nullptr) return false;
  known_.add(name);
  return true;
}

void Store::createCollection(const CollectionName& name) {
  const ClientPool::Client client = pool_.borrow();
  OwnedBson options;
  client.limitTime(options.get());
  bson_error_t error;
  const Collection made(mongoc_database_create_collection(client.database(name.database).get(), name.collection.c_str(),
                                                          options.get(), &error));
  if (!made && !isServerError(error, namespaceExists)) client.fail(error, Effect::several);
}

// What is dropped is forgotten afterwards: a request that asks meanwhile may remember it again.
bool Store::dropCollection(const CollectionName& name) {
  const ClientPool::Client client = pool_.borrow();
  OwnedBson command;
  OwnedBson reply;
  bson_error_t error;
  BSON_APPEND_UTF8(command.get(), "drop", name.collection.c_str());
  client.limitTime(command.get());
  if (!mongoc_client_write_command_with_opts(client.get(), name.database.c_str(), command.get(), nullptr, reply.get(),
                                             &error)) {
    if (isServerError(error, namespaceNotFound)) return false;
    client.fail(error, Effect::several);
  }
  known_.forgetAll();
  // From MongoDB 7 on, dropping what is not there succeeds; the reply names what was dropped.
  return bson_has_field(reply.get(), "ns");
}

void Store::dropDatabase(const std::string& database) {
  const ClientPool::Client client = pool_.borrow();
  OwnedBson options;
  client.limitTime(options.get());
  bson_error_t error;
  if (!mongoc_database_drop_with_opts(client.database(database).get(), options.get(), &error)) {
    client.fail(error, Effect::several);
  }
  known_.forgetAll();
}

}  // namespace rest::mongodb
