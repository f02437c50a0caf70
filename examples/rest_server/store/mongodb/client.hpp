#pragma once

#include <mongoc/mongoc.h>

#include <memory>
#include <string>

#include "store/document_store.hpp"

namespace rest::mongodb {

/// libmongoc's handles, each freed by its own function.
template <auto destroy>
struct Destroy {
  template <class Handle>
  void operator()(Handle* handle) const noexcept {
    destroy(handle);
  }
};
using Uri = std::unique_ptr<mongoc_uri_t, Destroy<mongoc_uri_destroy>>;
using Collection = std::unique_ptr<mongoc_collection_t, Destroy<mongoc_collection_destroy>>;
using Database = std::unique_ptr<mongoc_database_t, Destroy<mongoc_database_destroy>>;
using Cursor = std::unique_ptr<mongoc_cursor_t, Destroy<mongoc_cursor_destroy>>;
using Bulk = std::unique_ptr<mongoc_bulk_operation_t, Destroy<mongoc_bulk_operation_destroy>>;
using WriteConcern = std::unique_ptr<mongoc_write_concern_t, Destroy<mongoc_write_concern_destroy>>;
using Names = std::unique_ptr<char*, Destroy<bson_strfreev>>;

/// The clients that threads borrow. Safe for any number of threads.
class ClientPool {
 public:
  /// Throws ConnectionStringError.
  explicit ClientPool(const std::string& connectionString);

  /// A client for one thread at a time; goes back to the pool at the end of its scope.
  class Client {
   public:
    explicit Client(mongoc_client_pool_t* pool);
    ~Client() { mongoc_client_pool_push(pool_, client_); }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    mongoc_client_t* get() const noexcept { return client_; }
    Collection collection(const CollectionName& name) const;
    Database database(const std::string& name) const;

   private:
    mongoc_client_pool_t* pool_;
    mongoc_client_t* client_;
  };

  /// Throws StoreError (unavailable) when none is free in time.
  Client borrow() const { return Client(pool_.get()); }

 private:
  std::unique_ptr<mongoc_client_pool_t, Destroy<mongoc_client_pool_destroy>> pool_;
};

}  // namespace rest::mongodb
