// A plan and a filter go in, the rows that match come out.
#include "store/sqlite/scan.hpp"

#include "budget/request_budget.hpp"
#include "budget/steps.hpp"

namespace rest::sqlite {

using namespace query;

const char* statementOf(const Plan& plan) {
  const bool isAscending = plan.direction == Direction::ascending;
  if (!plan.index) {
    return isAscending ? "SELECT number, key, body FROM document"
                         " WHERE collection = ?1 AND key >= ?2 AND key < ?3 ORDER BY key"
                       : "SELECT number, key, body FROM document"
                         " WHERE collection = ?1 AND key >= ?2 AND key < ?3 ORDER BY key DESC";
  }
  return isAscending ? "SELECT d.number, d.key, d.body FROM entry e CROSS JOIN document d ON d.number = e.document"
                       " WHERE e.field_index = ?1 AND e.key >= ?2 AND e.key < ?3 ORDER BY e.key"
                     : "SELECT d.number, d.key, d.body FROM entry e CROSS JOIN document d ON d.number = e.document"
                       " WHERE e.field_index = ?1 AND e.key >= ?2 AND e.key < ?3 ORDER BY e.key DESC";
}

Scan scanFor(Connection& connection, std::int64_t collection, const Filter& filter,
             const std::vector<FieldIndex>& indexes) {
  const Ordering anyOrder(Document().bytes());
  return {connection, collection, filter, planFor({filter, anyOrder, std::nullopt, std::nullopt}, indexes)};
}

Scan::Scan(Connection& connection, std::int64_t collection, const Filter& filter, Plan plan)
    : connection_(connection), collection_(collection), filter_(filter), plan_(std::move(plan)) {}

Execution Scan::execution() {
  const KeyRange& range = plan_.ranges[nextRange_++];
  Execution rows = connection_.prepared(statementOf(plan_));
  rows.bind(1, plan_.index.value_or(collection_)).bindBlob(2, range.from).bindBlob(3, range.to);
  return rows;
}

bool Scan::isSeenFirst(std::int64_t number) {
  constexpr std::size_t bytesOfNode = 48;
  if (!seen_.insert(number).second) return false;
  held_.add(bytesOfNode);
  return true;
}

std::optional<Row> Scan::next() {
  constexpr std::uint64_t stepsOfRow = 50;
  for (;;) {
    if (!rows_) {
      if (nextRange_ == plan_.ranges.size()) return std::nullopt;
      rows_.emplace(execution());
    }
    if (!rows_->next()) {
      rows_.reset();
      continue;
    }
    spendSteps(stepsOfRow);
    const std::int64_t number = rows_->integer(0);
    if (plan_.repeats && !isSeenFirst(number)) continue;  // a large one may have an entry for each of its elements
    const BsonBytes body = rows_->blob(2);
    spendSteps(stepsOfReading(body.size()));
    if (!filter_.matches(body)) continue;
    const BsonBytes key = rows_->blob(1);
    return Row{number, {reinterpret_cast<const char*>(key.data()), key.size()}, body};
  }
}

}  // namespace rest::sqlite
