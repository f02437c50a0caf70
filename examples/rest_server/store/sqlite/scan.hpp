#pragma once

#include <cstdint>
#include <optional>
#include <unordered_set>

#include "budget/request_budget.hpp"
#include "store/sqlite/connection.hpp"
#include "store/sqlite/plan.hpp"

namespace rest::sqlite {

/// Where a document is, and what it is, borrowed until the next row.
struct Row {
  std::int64_t number = 0;
  std::string_view key{};  ///< of its `_id`
  BsonBytes body{};
};

/// The rows of a plan that match the filter, one after the other, none twice. Nothing else may run a plan on the
/// connection meanwhile.
class Scan {
 public:
  Scan(Connection& connection, std::int64_t collection, const query::Filter& filter, Plan plan);

  /// Throws as Filter::matches.
  std::optional<Row> next();

 private:
  Execution execution();
  bool isSeenFirst(std::int64_t number);

  Connection& connection_;
  std::int64_t collection_;
  const query::Filter& filter_;
  Plan plan_;
  std::size_t nextRange_ = 0;
  std::optional<Execution> rows_{};
  std::unordered_set<std::int64_t> seen_{};
  HeldMemory held_{};
};

/// In any order.
Scan scanFor(Connection& connection, std::int64_t collection, const query::Filter& filter,
             const std::vector<FieldIndex>& indexes);

/// The statement that goes through a range; shown so that a test can ask SQLite how it is carried out.
const char* statementOf(const Plan& plan);

}  // namespace rest::sqlite
