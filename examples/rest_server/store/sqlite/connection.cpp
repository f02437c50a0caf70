// A file name and SQL go in, rows come out. SQLite's failures leave as StoreError: busy, full, unreadable as
// unavailable.
#include "store/sqlite/connection.hpp"

#include "budget/request_budget.hpp"
#include "store/document_store.hpp"

namespace rest::sqlite {
namespace {

constexpr int busyTimeoutMilliseconds = 800;  // for another process
constexpr int stepsBetweenLooks = 1000;       // of SQLite's machine
constexpr int pagesBeforeCopying = 1000;      // of the log into the file

/// Whether SQLite should give up what it does for the thread's request.
int isGivenUp(void*) noexcept {
  try {
    lookAtTime();
    return 0;
  } catch (...) {  // BudgetSpent, or no memory for its sentence
    return 1;
  }
}

[[noreturn]] void fail(sqlite3* database) {
  const int code = sqlite3_errcode(database);
  if ((code & 0xFF) == SQLITE_INTERRUPT) lookAtTime();  // throws again
  const std::string what = "SQLite: " + std::string(sqlite3_errmsg(database));
  switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_IOERR:
    case SQLITE_FULL:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_NOMEM:
      throw StoreError(StoreError::Kind::unavailable, what);
    case SQLITE_TOOBIG:
      throw StoreError(StoreError::Kind::refused, what);
    default:
      throw StoreError(StoreError::Kind::failed, what);
  }
}

}  // namespace

Execution::~Execution() {
  if (statement_ == nullptr) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

Execution& Execution::bind(int parameter, std::string_view text) {
  sqlite3_bind_text64(statement_, parameter, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
  return *this;
}

Execution& Execution::bind(int parameter, std::int64_t number) {
  sqlite3_bind_int64(statement_, parameter, number);
  return *this;
}

Execution& Execution::bindBlob(int parameter, std::string_view bytes) {
  sqlite3_bind_blob64(statement_, parameter, bytes.data(), bytes.size(), SQLITE_STATIC);
  return *this;
}

Execution& Execution::bindBlob(int parameter, BsonBytes bytes) {
  sqlite3_bind_blob64(statement_, parameter, bytes.data(), bytes.size(), SQLITE_STATIC);
  return *this;
}

bool Execution::next() {
  const int result = sqlite3_step(statement_);
  if (result == SQLITE_ROW) return true;
  if (result != SQLITE_DONE) fail(sqlite3_db_handle(statement_));
  return false;
}

std::int64_t Execution::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}

std::string Execution::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::string Execution::bytes(int column) const {
  const BsonBytes found = blob(column);
  return {found.begin(), found.end()};
}

BsonBytes Execution::blob(int column) const {
  const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(statement_, column));
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

Connection::Connection(const std::string& path) {
  sqlite3* database = nullptr;
  // Each connection has one user at a time, so SQLite's own mutexes are not needed.
  const int result = sqlite3_open_v2(path.c_str(), &database,
                                     SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  database_.reset(database);
  if (result != SQLITE_OK) fail(database);
  sqlite3_busy_timeout(database, busyTimeoutMilliseconds);
  sqlite3_extended_result_codes(database, 1);
  sqlite3_progress_handler(database, stepsBetweenLooks, isGivenUp, nullptr);
  sqlite3_wal_hook(database, noteCommit, this);
  run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA journal_size_limit=8388608");
}

int Connection::noteCommit(void* connection, sqlite3* database, const char* name, int logPages) noexcept {
  static_cast<Connection*>(connection)->logPages_ = logPages;
  // As SQLite does without a hook. What readers keep it from copying is copied the next time.
  if (logPages >= pagesBeforeCopying)
    sqlite3_wal_checkpoint_v2(database, name, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  return SQLITE_OK;
}

bool Connection::restartLog() noexcept {
  const RequestBudget::Scope unlimited(nullptr);
  return sqlite3_wal_checkpoint_v2(database_.get(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr) == SQLITE_OK;
}

Execution Connection::prepared(const char* sql) {
  auto& statement = statements_[sql];
  if (!statement) {
    sqlite3_stmt* made = nullptr;
    if (sqlite3_prepare_v3(database_.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &made, nullptr) != SQLITE_OK) {
      fail(database_.get());
    }
    statement.reset(made);
  }
  return Execution(statement.get());
}

void Connection::run(const char* sql) {
  if (sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail(database_.get());
}

namespace {

void rollBack(Connection& connection) noexcept {
  const RequestBudget::Scope unlimited(nullptr);  // the connection goes to others
  try {
    connection.prepared("ROLLBACK").run();
  } catch (const StoreError&) {
    // SQLite has rolled back by itself: it does so after the failures that end a transaction.
  }
}

}  // namespace

Transaction::Transaction(Connection& connection) : connection_(connection) {
  connection_.prepared("BEGIN IMMEDIATE").run();
}

Transaction::~Transaction() {
  if (open_) rollBack(connection_);
}

Snapshot::Snapshot(Connection& connection) : connection_(connection) {
  connection_.prepared("BEGIN").run();
}

Snapshot::~Snapshot() {
  rollBack(connection_);
}

void Transaction::commit() {
  connection_.prepared("COMMIT").run();
  open_ = false;
}

}  // namespace rest::sqlite
