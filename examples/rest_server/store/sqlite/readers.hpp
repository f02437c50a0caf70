#pragma once

#include <chrono>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "budget/request_budget.hpp"
#include "store/sqlite/connection.hpp"

namespace rest::sqlite {

/// A connection for reading.
class Reader : public Connection {
 public:
  using Connection::Connection;

  /// The numbers of collections that were found before. One may be of a collection that is gone; no other has it then.
  std::map<std::pair<std::string, std::string>, std::int64_t> collectionNumbers{};
};

/// Connections for reading, as many as are used at once. Safe for any number of threads; outlives its loans.
class Readers {
 public:
  explicit Readers(std::string path);

  /// A connection that no other thread uses meanwhile; goes back by itself.
  class Loan {
   public:
    Loan(Readers& readers, std::unique_ptr<Reader> connection) noexcept
        : readers_(readers), connection_(std::move(connection)) {}
    Loan(Loan&&) noexcept = default;
    ~Loan();
    Reader& operator*() const noexcept { return *connection_; }
    Reader* operator->() const noexcept { return connection_.get(); }
    Readers& readers() const noexcept { return readers_; }

   private:
    Readers& readers_;
    std::unique_ptr<Reader> connection_;
  };

  /// Throws StoreError when a new connection is needed and cannot be opened.
  Loan borrow();

  /// The time in which a reader sees the file as it was, so that the log grows; of the request that the thread works
  /// for.
  class Stay {
   public:
    explicit Stay(Readers& readers);
    ~Stay();
    Stay(const Stay&) = delete;
    Stay& operator=(const Stay&) = delete;

   private:
    Readers& readers_;
    std::list<Stay*>::iterator place_;

    friend class Readers;
    const std::shared_ptr<RequestBudget> budget_ = RequestBudget::current();
    const std::chrono::steady_clock::time_point since_ = std::chrono::steady_clock::now();
  };

  /// Stops the requests of those who have stayed this long.
  void giveUp(std::chrono::milliseconds stayed);

 private:
  const std::string path_;
  std::mutex borrowing_;
  std::vector<std::unique_ptr<Reader>> idle_;
  std::mutex staying_;
  std::list<Stay*> stays_;
};

}  // namespace rest::sqlite
