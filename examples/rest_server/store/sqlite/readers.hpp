#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

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

   private:
    Readers& readers_;
    std::unique_ptr<Reader> connection_;
  };

  /// Throws StoreError when a new connection is needed and cannot be opened.
  Loan borrow();

 private:
  const std::string path_;
  std::mutex borrowing_;
  std::vector<std::unique_ptr<Reader>> idle_;
};

}  // namespace rest::sqlite
