#pragma once

#include <mongoc/mongoc.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <unordered_map>

#include "store/mongodb/handles.hpp"

namespace rest::mongodb {

/// The name of a mongodb+srv:// cannot be looked up now.
class HostLookupError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A pool of the driver's clients that knows how long each was unused. Safe for any number of threads.
class Connections {
 public:
  /// Throws ConnectionStringError, HostLookupError.
  explicit Connections(const mongoc_uri_t& uri);

  struct Taken {
    mongoc_client_t* client;
    std::chrono::steady_clock::duration unused;  ///< 0 for one that is new
  };

  /// Throws StoreError (unavailable) when none is free in time.
  Taken take();
  /// One that was not used stays as old as it was.
  void giveBack(mongoc_client_t* client, bool wasUsed) noexcept;

 private:
  using Clock = std::chrono::steady_clock;

  std::unique_ptr<mongoc_client_pool_t, Destroy<mongoc_client_pool_destroy>> pool_;
  std::mutex mutex_;
  std::unordered_map<const mongoc_client_t*, Clock::time_point> lastUses_;
};

}  // namespace rest::mongodb
