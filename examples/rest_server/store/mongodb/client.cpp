// A connection string goes in, clients come out. Refused: a connection string that is none.
#include "store/mongodb/client.hpp"

#include <algorithm>
#include <array>
#include <mutex>
#include <utility>

#include "log.hpp"
#include "store/mongodb/mongodb_store.hpp"

namespace rest::mongodb {
namespace {

constexpr int errorApiVersion = 2;

// Without socketTimeoutMS a server that hangs would hang the request too. The driver repeats what fails once, on a new
// connection whose greeting waits again; so a call fails within 100 + 900 + 700 ms at the latest, and leaves 300 ms of
// two seconds to what waits for a thread.
// After a failure the driver does not use a server until that answers the next look at it, which it must do before the
// repetition gives up.
constexpr std::array<std::pair<const char*, std::int32_t>, 5> defaultTimes{{{MONGOC_URI_HEARTBEATFREQUENCYMS, 500},
                                                                            {MONGOC_URI_SERVERSELECTIONTIMEOUTMS, 700},
                                                                            {MONGOC_URI_CONNECTTIMEOUTMS, 700},
                                                                            {MONGOC_URI_SOCKETTIMEOUTMS, 900},
                                                                            {MONGOC_URI_WAITQUEUETIMEOUTMS, 100}}};

void logFromDriver(mongoc_log_level_t level, const char* domain, const char* message, void*) {
  if (level <= MONGOC_LOG_LEVEL_WARNING) logLine(std::string("MongoDB driver, ") + domain + ": " + message);
}

/// What is acknowledged shall outlive a change of primary.
void setWriteConcern(mongoc_uri_t& uri) {
  const WriteConcern concern(mongoc_write_concern_copy(mongoc_uri_get_write_concern(&uri)));
  if (mongoc_write_concern_get_w(concern.get()) != MONGOC_WRITE_CONCERN_W_DEFAULT) return;
  mongoc_write_concern_set_w(concern.get(), MONGOC_WRITE_CONCERN_W_MAJORITY);
  mongoc_uri_set_write_concern(&uri, concern.get());
}

void initialiseDriver() {
  static std::once_flag once;
  std::call_once(once, mongoc_init);
}

}  // namespace

ClientPool::ClientPool(const std::string& connectionString) {
  initialiseDriver();
  // What the driver would log of a connection string is said by the exception.
  mongoc_log_set_handler(nullptr, nullptr);
  const Uri uri(mongoc_uri_new(connectionString.c_str()));
  mongoc_log_set_handler(logFromDriver, nullptr);
  if (!uri) throw ConnectionStringError("came something else, expected mongodb://host:port/...");
  for (const auto& [option, milliseconds] : defaultTimes) {
    if (!mongoc_uri_has_option(uri.get(), option)) {
      mongoc_uri_set_option_as_int32(uri.get(), option, milliseconds);
    }
  }
  setWriteConcern(*uri);
  bson_error_t error;
  pool_.reset(mongoc_client_pool_new_with_error(uri.get(), &error));
  if (!pool_) throw ConnectionStringError("the driver does not take its options together");
  mongoc_client_pool_set_error_api(pool_.get(), errorApiVersion);
}

ClientPool::Client::Client(mongoc_client_pool_t* pool) : pool_(pool), client_(mongoc_client_pool_pop(pool)) {
  if (client_ == nullptr) {
    throw StoreError(StoreError::Kind::unavailable, "MongoDB: no connection was free in time");
  }
}

Collection ClientPool::Client::collection(const CollectionName& name) const {
  return Collection(mongoc_client_get_collection(client_, name.database.c_str(), name.collection.c_str()));
}

Database ClientPool::Client::database(const std::string& name) const {
  return Database(mongoc_client_get_database(client_, name.c_str()));
}

}  // namespace rest::mongodb
