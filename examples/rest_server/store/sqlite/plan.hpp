#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "document/query/filter.hpp"
#include "document/query/ordering.hpp"
#include "store/sqlite/field_index.hpp"
#include "store/sqlite/key_range.hpp"

namespace rest::sqlite {

/// How the documents that may match are gone through.
struct Plan {
  /// Through an index's entries; nothing: through the documents in the order of their `_id`s.
  std::optional<std::int64_t> index{};
  /// In the order in which they are gone through.
  std::vector<KeyRange> ranges{};
  query::Direction direction = query::Direction::ascending;
  /// The documents come in the order of the sort, and after the place that was asked for.
  bool isSorted = false;
  /// A document may come more than once.
  bool repeats = false;
};

/// What a plan is for.
struct Query {
  const query::Filter& filter;
  const query::Ordering& sort;
  const std::optional<Document>& after;
  const std::optional<Document>& hint;
};

/// Chooses the index that narrows the most. Throws StoreError (invalid) when the hint names none.
Plan planFor(const Query& query, const std::vector<FieldIndex>& indexes);

}  // namespace rest::sqlite
