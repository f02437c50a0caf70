#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "store/document_store.hpp"
#include "store/mongodb/connections.hpp"
#include "store/mongodb/errors.hpp"
#include "store/mongodb/handles.hpp"
#include "store/mongodb/mongodb_store.hpp"

namespace rest::mongodb {

/// The clients that threads borrow. Safe for any number of threads.
class ClientPool {
 public:
  /// Throws ConnectionStringError.
  explicit ClientPool(const std::string& connectionString, const MongoDbOptions& options = {});

  /// A client for one thread at a time; goes back to the pool at the end of its scope.
  class Client {
   public:
    mongoc_client_t* get() const noexcept { return client_.get(); }
    Collection collection(const CollectionName& name) const;
    Database database(const std::string& name) const;

    /// Gives a command, or its options, the time that its request has left, or that MongoDB's answers have. Throws
    /// BudgetSpent when no time is left.
    void limitTime(bson_t* command) const;
    /// Of the last command.
    [[noreturn]] void fail(const bson_error_t& error, Effect effect = Effect::none) const {
      throw errorOf(error, {effect, limit_});
    }

   private:
    friend class ClientPool;
    struct GiveBack {
      std::shared_ptr<Connections> connections;
      bool wasUsed;
      void operator()(mongoc_client_t* client) const noexcept { connections->giveBack(client, wasUsed); }
    };

    Client(std::shared_ptr<Connections> connections, std::chrono::milliseconds longestAnswer);

    Client&& used() && noexcept;

    std::chrono::steady_clock::duration unused_{};
    std::chrono::milliseconds longestAnswer_;
    mutable std::chrono::milliseconds limit_{};  ///< of the last command
    std::unique_ptr<mongoc_client_t, GiveBack> client_;
  };

  /// Throws StoreError (unavailable) when none is free in time.
  Client borrow() const;

 private:
  /// Throws StoreError (unavailable) while the name of a mongodb+srv:// cannot be looked up.
  std::shared_ptr<Connections> current() const;
  /// Null when the name cannot be looked up.
  std::shared_ptr<Connections> lookedUp() const;
  void renew(const std::shared_ptr<Connections>& rested) const;

  Uri uri_;
  std::chrono::milliseconds maxRest_;
  std::chrono::milliseconds longestAnswer_;
  mutable std::mutex mutex_;
  mutable std::shared_ptr<Connections> connections_;  ///< null until the name of a mongodb+srv:// was looked up
  mutable std::chrono::steady_clock::time_point nextLookup_{};
  mutable std::jthread discarding_;
};

}  // namespace rest::mongodb
