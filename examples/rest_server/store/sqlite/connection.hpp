#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "document/document.hpp"

namespace rest::sqlite {

/// One execution of a prepared statement; resets it at the end of its scope. Parameters and columns count from 1 and
/// from 0, as SQLite has them. What is bound must outlive the execution.
class Execution {
 public:
  explicit Execution(sqlite3_stmt* statement) noexcept : statement_(statement) {}
  ~Execution();
  Execution(Execution&& other) noexcept : statement_(std::exchange(other.statement_, nullptr)) {}
  Execution& operator=(Execution&& other) noexcept {
    std::swap(statement_, other.statement_);
    return *this;
  }

  Execution& bind(int parameter, std::string_view text);
  Execution& bind(int parameter, std::int64_t number);
  Execution& bindBlob(int parameter, std::string_view bytes);
  Execution& bindBlob(int parameter, BsonBytes bytes);

  /// Whether there is one more row. Throws StoreError.
  bool next();
  /// Runs a statement that yields no rows.
  void run() { next(); }

  std::int64_t integer(int column) const;
  std::string text(int column) const;
  std::string bytes(int column) const;
  /// Valid until the next row.
  BsonBytes blob(int column) const;

 private:
  sqlite3_stmt* statement_;
};

/// One connection with its prepared statements. For one thread at a time.
class Connection {
 public:
  /// Opens or makes the file and sets it up for one writer and many readers. Throws StoreError.
  explicit Connection(const std::string& path);
  Connection(const Connection&) = delete;  // SQLite knows where it is
  Connection& operator=(const Connection&) = delete;

  /// The statement is prepared once and kept; `sql` must be a literal.
  Execution prepared(const char* sql);
  void run(const char* sql);
  /// How many pages the log had after the last commit of this connection.
  int logPages() const noexcept { return logPages_; }
  /// Copies the log into the file and begins it again, when its readers end soon; whether they did.
  bool restartLog() noexcept;
  std::int64_t changes() const { return sqlite3_changes64(database_.get()); }
  std::int64_t lastRowNumber() const { return sqlite3_last_insert_rowid(database_.get()); }

 private:
  struct CloseDatabase {
    void operator()(sqlite3* database) const noexcept { sqlite3_close_v2(database); }
  };
  struct FinalizeStatement {
    void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
  };

  static int noteCommit(void* connection, sqlite3* database, const char* name, int logPages) noexcept;

  std::unique_ptr<sqlite3, CloseDatabase> database_;
  int logPages_ = 0;
  std::unordered_map<const char*, std::unique_ptr<sqlite3_stmt, FinalizeStatement>> statements_;
};

/// Everything inside happens, or nothing. Rolls back unless it was committed.
class Transaction {
 public:
  explicit Transaction(Connection& connection);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  void commit();

 private:
  Connection& connection_;
  bool open_ = true;
};

/// All reads inside see the file as it was at the first of them. Statements must be over before it ends.
class Snapshot {
 public:
  explicit Snapshot(Connection& connection);
  ~Snapshot();
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

 private:
  Connection& connection_;
};

}  // namespace rest::sqlite
