// A connection string goes in, clients come out and go back. Refused: options that the driver does not take together.
#include "store/mongodb/connections.hpp"

#include "store/document_store.hpp"
#include "store/mongodb/mongodb_store.hpp"

namespace rest::mongodb {
namespace {

constexpr int errorApiVersion = 2;

}  // namespace

Connections::Connections(const mongoc_uri_t& uri) {
  bson_error_t error;
  pool_.reset(mongoc_client_pool_new_with_error(&uri, &error));
  if (!pool_ && error.domain == MONGOC_ERROR_STREAM) {
    throw HostLookupError("MongoDB: the host of the mongodb+srv:// connection string cannot be looked up");
  }
  if (!pool_) throw ConnectionStringError("the driver does not take its options together");
  mongoc_client_pool_set_error_api(pool_.get(), errorApiVersion);
}

Connections::Taken Connections::take() {
  mongoc_client_t* client = mongoc_client_pool_pop(pool_.get());
  if (client == nullptr) {
    throw StoreError(StoreError::Kind::unavailable, "MongoDB: no connection was free in time");
  }
  try {
    const Clock::time_point now = Clock::now();
    const std::lock_guard lock(mutex_);
    return {client, now - lastUses_.try_emplace(client, now).first->second};
  } catch (...) {
    mongoc_client_pool_push(pool_.get(), client);
    throw;
  }
}

void Connections::giveBack(mongoc_client_t* client, bool wasUsed) noexcept {
  if (wasUsed) {
    const std::lock_guard lock(mutex_);
    lastUses_.find(client)->second = Clock::now();
  }
  mongoc_client_pool_push(pool_.get(), client);
}

}  // namespace rest::mongodb
