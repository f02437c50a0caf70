// A FindRequest goes in, documents come out one by one. Where no index has the order that is wanted, all matches are
// gone through first, and of those on the page, and before it, the places are kept, never the documents.
#include "store/sqlite/find_cursor.hpp"

#include "budget/steps.hpp"
#include "document/bson_access.hpp"
#include "document/query/order_key.hpp"
#include "document/query/query_fault.hpp"
#include "store/sqlite/catalogue.hpp"
#include "store/sqlite/first_rows.hpp"
#include "store/sqlite/translation.hpp"

namespace rest::sqlite {
namespace {

using namespace query;

/// {$natural: 1 or -1}: as the documents were inserted.
std::optional<Direction> naturalOrder(const Document& sort) {
  if (!find(sort.bytes(), "$natural").found) return std::nullopt;
  OwnedBson renamed;
  for (const Member& member : Members(sort.bytes())) {
    if (member.name != "$natural") throw QueryFault("$natural stands alone in an order");
    BSON_APPEND_VALUE(renamed.get(), "natural", &member.value);
  }
  return Ordering(renamed.bytes()).fields().front().direction;
}

/// Orders as the number does.
std::string keyOf(std::int64_t number, Direction direction) {
  std::string key;
  for (int shift = 56; shift >= 0; shift -= 8) key += static_cast<char>(number >> shift & 0xFF);
  if (direction == Direction::descending) reverseOrder(key);
  return key;
}

Ordering checkedOrder(const FindRequest& request, bool isNatural) {
  Ordering order = isNatural ? Ordering(std::vector<OrderedField>()) : Ordering(request.sort.bytes());
  if (request.after && (order.isEmpty() || order.fields().back().path != "_id")) {
    throw QueryFault("what comes after a document is known when the sort ends in _id");
  }
  return order;
}

}  // namespace

FindCursor::FindCursor(Readers::Loan reader, const CollectionName& name, const FindRequest& request)
    : reader_(std::move(reader)),
      stay_(reader_.readers()),
      snapshot_(*reader_),
      filter_(request.filter.bytes()),
      natural_(naturalOrder(request.sort)),
      order_(checkedOrder(request, natural_.has_value())),
      projection_(request.projection.bytes()),
      skip_(request.skip),
      limit_(request.limit) {
  const auto collection = collectionNumber(*reader_, name);
  if (!collection || limit_ <= 0) {
    limit_ = 0;
    return;
  }
  Plan plan = planFor({filter_, order_, request.after, request.hint}, fieldIndexes(*reader_, *collection));
  isSorted_ = !natural_ && (plan.isSorted || order_.isEmpty());
  if (request.after && !isSorted_) afterKey_ = order_.keyOfPlace(*request.after);
  scan_.emplace(*reader_, *collection, filter_, std::move(plan));
}

std::optional<BsonBytes> FindCursor::next() {
  return translated([this]() -> std::optional<BsonBytes> {
    if (limit_ == 0) return std::nullopt;
    lookAtTime();
    if (!isSorted_) return nextOfPage();
    for (; skip_ > 0; --skip_) {
      if (!scan_->next()) break;
    }
    const std::optional<Row> row = skip_ == 0 ? scan_->next() : std::nullopt;
    limit_ = row ? limit_ - 1 : 0;
    if (!row) return std::nullopt;
    return shown(row->body);
  });
}

void FindCursor::sort() {
  const std::size_t wanted = static_cast<std::size_t>(skip_) + static_cast<std::size_t>(limit_);
  FirstRows first(wanted, [this](std::int64_t number) {
    Execution row = reader_->prepared("SELECT key, body FROM document WHERE number = ?1");
    row.bind(1, number);
    if (!row.next()) throw StoreError(StoreError::Kind::failed, "a document is gone within a snapshot");
    const BsonBytes body = row.blob(1);
    spendSteps(stepsOfReading(body.size()));
    return order_.keyOf(body) + row.bytes(0);
  });
  while (const std::optional<Row> row = scan_->next()) {
    std::string key = natural_ ? keyOf(row->number, *natural_) : order_.keyOf(row->body);
    if (key <= afterKey_ && !afterKey_.empty()) continue;
    first.add(key.append(row->key), row->number);
  }
  page_ = first.take();
  nextOnPage_ = static_cast<std::size_t>(skip_);
}

std::optional<BsonBytes> FindCursor::nextOfPage() {
  if (!page_) sort();
  row_.reset();
  if (nextOnPage_ >= page_->size()) return std::nullopt;
  row_.emplace(reader_->prepared("SELECT body FROM document WHERE number = ?1"));
  row_->bind(1, (*page_)[nextOnPage_++]);
  if (!row_->next()) throw StoreError(StoreError::Kind::failed, "a document is gone within a snapshot");
  const BsonBytes body = row_->blob(0);
  spendSteps(stepsOfReading(body.size()));
  return shown(body);
}

std::optional<BsonBytes> FindCursor::shown(BsonBytes body) {
  if (projection_.showsAll()) return body;
  projected_ = projection_.apply(body);
  return projected_.bytes();
}

}  // namespace rest::sqlite
