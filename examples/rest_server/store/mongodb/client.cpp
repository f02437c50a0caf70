// A connection string goes in, clients come out whose connections are young. Refused: an invalid connection string.
#include "store/mongodb/client.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <mutex>
#include <utility>

#include "budget/request_budget.hpp"
#include "document/bson_access.hpp"
#include "log.hpp"
#include "store/mongodb/connection_string.hpp"
#include "store/mongodb/mongodb_store.hpp"

namespace rest::mongodb {
namespace {

// Without socketTimeoutMS a server that hangs would hang the request too. The driver repeats what fails once, on a new
// connection, which waits again; so a call fails within 100 + 800 + 800 ms at the latest, and leaves 300 ms of
// two seconds to what waits for a thread.
// After a failure the driver does not use a server until that answers the next look at it, which it must do before the
// repetition gives up.
constexpr std::array<std::pair<const char*, std::int32_t>, 5> defaultTimes{{{MONGOC_URI_HEARTBEATFREQUENCYMS, 500},
                                                                            {MONGOC_URI_SERVERSELECTIONTIMEOUTMS, 700},
                                                                            {MONGOC_URI_CONNECTTIMEOUTMS, 700},
                                                                            {MONGOC_URI_SOCKETTIMEOUTMS, 800},
                                                                            {MONGOC_URI_WAITQUEUETIMEOUTMS, 100}}};

void logFromDriver(mongoc_log_level_t level, const char* domain, const char* message, void*) {
  if (level <= MONGOC_LOG_LEVEL_WARNING) logLine(std::string("MongoDB driver, ") + domain + ": " + message);
}

/// An acknowledged write must outlive a change of primary.
void setWriteConcern(mongoc_uri_t& uri) {
  const WriteConcern concern(mongoc_write_concern_copy(mongoc_uri_get_write_concern(&uri)));
  if (mongoc_write_concern_get_w(concern.get()) != MONGOC_WRITE_CONCERN_W_DEFAULT) return;
  mongoc_write_concern_set_w(concern.get(), MONGOC_WRITE_CONCERN_W_MAJORITY);
  mongoc_uri_set_write_concern(&uri, concern.get());
}

/// How long the driver waits for an answer: never much longer than a request may take, for nothing ends its waiting.
std::chrono::milliseconds limitWaiting(mongoc_uri_t& uri, std::chrono::milliseconds requestTime) {
  constexpr std::chrono::seconds beyond{1};
  const std::chrono::milliseconds longest = requestTime + beyond;
  const std::chrono::milliseconds wanted(mongoc_uri_get_option_as_int32(&uri, MONGOC_URI_SOCKETTIMEOUTMS, 0));
  if (wanted.count() > 0 && wanted <= longest) return wanted;
  mongoc_uri_set_option_as_int32(&uri, MONGOC_URI_SOCKETTIMEOUTMS, static_cast<std::int32_t>(longest.count()));
  return longest;
}

StoreError unknownHost() {
  return {StoreError::Kind::unavailable,
          "MongoDB: the host of the mongodb+srv:// connection string cannot be looked up"};
}

}  // namespace

ClientPool::ClientPool(const std::string& connectionString, const MongoDbOptions& options) : maxRest_(options.maxRest) {
  uri_ = readConnectionString(connectionString);
  mongoc_log_set_handler(logFromDriver, nullptr);
  for (const auto& [option, milliseconds] : defaultTimes) {
    if (!mongoc_uri_has_option(uri_.get(), option)) {
      mongoc_uri_set_option_as_int32(uri_.get(), option, milliseconds);
    }
  }
  setWriteConcern(*uri_);
  // MongoDB says that it gives up before the driver would, which does not know why no answer comes.
  const std::chrono::milliseconds waiting = limitWaiting(*uri_, options.requestTime);
  longestAnswer_ = waiting - std::min(waiting / 8, std::chrono::milliseconds(100));
  connections_ = lookedUp();
}

ClientPool::Client ClientPool::borrow() const {
  const std::shared_ptr<Connections> connections = current();
  {
    Client client(connections, longestAnswer_);
    if (client.unused_ <= maxRest_) return std::move(client).used();
  }
  renew(connections);
  return Client(current(), longestAnswer_).used();
}

std::shared_ptr<Connections> ClientPool::current() const {
  constexpr std::chrono::seconds betweenLookups{1};
  {
    const std::lock_guard lock(mutex_);
    if (connections_) return connections_;
    const auto now = std::chrono::steady_clock::now();
    if (now < nextLookup_) throw unknownHost();
    nextLookup_ = now + betweenLookups;
  }
  std::shared_ptr<Connections> connections = lookedUp();
  if (!connections) throw unknownHost();
  const std::lock_guard lock(mutex_);
  if (!connections_) connections_ = std::move(connections);
  return connections_;
}

std::shared_ptr<Connections> ClientPool::lookedUp() const try {
  return std::make_shared<Connections>(*uri_);
} catch (const HostLookupError& error) {
  logLine(std::string(error.what()) + "; it is tried again with each request, until it can");
  return nullptr;
}

// Servers, firewalls and balancers end unused connections. The driver would notice at the command that needs
// one, then treat the server as gone for every thread, and take up to a second to find it again: longer than a
// command waits, while a write that may have arrived cannot be repeated. New connections find it within milliseconds.
void ClientPool::renew(const std::shared_ptr<Connections>& rested) const try {
  if (current() != rested) return;
  auto connections = std::make_shared<Connections>(*uri_);
  const std::lock_guard lock(mutex_);
  if (connections_ != rested) return;
  connections_ = std::move(connections);
  // The thread that lets go of the old ones last waits half a second for the driver's own threads: no request must.
  discarding_ = std::jthread([rested](const std::stop_token& stop) {
    while (rested.use_count() > 1 && !stop.stop_requested()) std::this_thread::sleep_for(std::chrono::milliseconds(50));
  });
} catch (const HostLookupError&) {
  // Then with the old ones.
}

ClientPool::Client::Client(std::shared_ptr<Connections> connections, std::chrono::milliseconds longestAnswer)
    : longestAnswer_(longestAnswer) {
  const Connections::Taken taken = connections->take();
  unused_ = taken.unused;
  client_ = {taken.client, GiveBack{std::move(connections), false}};
}

ClientPool::Client&& ClientPool::Client::used() && noexcept {
  client_.get_deleter().wasUsed = true;
  return std::move(*this);
}

Collection ClientPool::Client::collection(const CollectionName& name) const {
  return Collection(mongoc_client_get_collection(get(), name.database.c_str(), name.collection.c_str()));
}

Database ClientPool::Client::database(const std::string& name) const {
  return Database(mongoc_client_get_database(get(), name.c_str()));
}

void ClientPool::Client::limitTime(bson_t* command) const {
  lookAtTime();
  const auto& budget = RequestBudget::current();
  limit_ = budget ? std::clamp(budget->timeLeft(), std::chrono::milliseconds(1), longestAnswer_) : longestAnswer_;
  BSON_APPEND_INT64(command, "maxTimeMS", limit_.count());
}

}  // namespace rest::mongodb
