#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "document/query/projection.hpp"
#include "store/sqlite/readers.hpp"
#include "store/sqlite/scan.hpp"

namespace rest::sqlite {

/// The documents that a FindRequest asks for, as they were when it was made. Keeps a connection until it is destroyed.
class FindCursor : public DocumentCursor {
 public:
  /// Throws StoreError, and QueryFault for what is invalid in the request.
  FindCursor(Readers::Loan reader, const CollectionName& name, const FindRequest& request);

  std::optional<BsonBytes> next() override;

 private:
  /// Goes through all matches, and keeps which of them are on the page.
  void sort();
  std::optional<BsonBytes> nextOfPage();
  std::optional<BsonBytes> shown(BsonBytes body);

  Readers::Loan reader_;
  Readers::Stay stay_;
  Snapshot snapshot_;
  query::Filter filter_;
  std::optional<query::Direction> natural_;
  query::Ordering order_;
  query::Projection projection_;
  std::string afterKey_{};
  std::int64_t skip_;
  std::int64_t limit_;
  bool isSorted_ = true;
  std::optional<Scan> scan_{};

  /// When the plan does not sort: the numbers of the page's documents.
  std::optional<std::vector<std::int64_t>> page_{};
  std::size_t nextOnPage_ = 0;
  std::optional<Execution> row_{};
  Document projected_{};
};

}  // namespace rest::sqlite
