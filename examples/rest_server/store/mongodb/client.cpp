// A connection string goes in, clients come out; libmongoc's errors leave as StoreError by their domain. Refused: a
// connection string that is none.
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
constexpr std::uint32_t duplicateKey = 11000;
constexpr std::uint32_t documentValidationFailure = 121;

// Without socketTimeoutMS a server that hangs would hang the request too. A retry would double every wait, so that a
// call could not fail within two seconds.
constexpr std::array<std::pair<const char*, std::int32_t>, 4> defaultTimeouts{
    {{MONGOC_URI_SERVERSELECTIONTIMEOUTMS, 1000},
     {MONGOC_URI_CONNECTTIMEOUTMS, 1000},
     {MONGOC_URI_SOCKETTIMEOUTMS, 1500},
     {MONGOC_URI_WAITQUEUETIMEOUTMS, 500}}};
constexpr std::array<const char*, 2> retries{MONGOC_URI_RETRYREADS, MONGOC_URI_RETRYWRITES};

StoreError::Kind kindOfServerError(std::uint32_t code) {
  if (code == documentValidationFailure) return StoreError::Kind::refused;
  // The codes of MongoDB's "not primary", "shutting down" and "took too long" errors.
  constexpr std::array<std::uint32_t, 8> passing{50, 91, 189, 10107, 11600, 11602, 13435, 13436};
  const bool mayPass = std::find(passing.begin(), passing.end(), code) != passing.end();
  return mayPass ? StoreError::Kind::unavailable : StoreError::Kind::failed;
}

void logFromDriver(mongoc_log_level_t level, const char* domain, const char* message, void*) {
  if (level <= MONGOC_LOG_LEVEL_WARNING) logLine(std::string("MongoDB driver, ") + domain + ": " + message);
}

void initialiseDriver() {
  static std::once_flag once;
  std::call_once(once, mongoc_init);
}

}  // namespace

void fail(const bson_error_t& error) {
  const std::string what = "MongoDB: " + std::string(error.message);
  switch (error.domain) {
    case MONGOC_ERROR_STREAM:
    case MONGOC_ERROR_SERVER_SELECTION:
    case MONGOC_ERROR_POOL:
      throw StoreError(StoreError::Kind::unavailable, what);
    case MONGOC_ERROR_BSON:
      throw StoreError(StoreError::Kind::refused, what);
    case MONGOC_ERROR_SERVER:
      throw StoreError(kindOfServerError(error.code), what);
    default:
      throw StoreError(StoreError::Kind::failed, what);
  }
}

bool isDuplicate(const bson_error_t& error) noexcept {
  return error.domain == MONGOC_ERROR_SERVER && error.code == duplicateKey;
}

ClientPool::ClientPool(const std::string& connectionString) {
  initialiseDriver();
  // What the driver would log of a connection string is said by the exception.
  mongoc_log_set_handler(nullptr, nullptr);
  const Uri uri(mongoc_uri_new(connectionString.c_str()));
  mongoc_log_set_handler(logFromDriver, nullptr);
  if (!uri) throw ConnectionStringError("came something else, expected mongodb://host:port/...");
  for (const auto& [option, milliseconds] : defaultTimeouts) {
    if (!mongoc_uri_has_option(uri.get(), option)) {
      mongoc_uri_set_option_as_int32(uri.get(), option, milliseconds);
    }
  }
  for (const char* option : retries) {
    if (!mongoc_uri_has_option(uri.get(), option)) mongoc_uri_set_option_as_bool(uri.get(), option, false);
  }
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
