#pragma once

#include <memory>
#include <string>
#include <vector>

#include "document/document.hpp"
#include "document/query/query_fault.hpp"

namespace rest::query {

class Condition;
struct Constraint;

/// A filter of MongoDB's query language, read once and then asked of many documents. For any number of threads.
class Filter {
 public:
  /// Matches everything.
  Filter();
  /// Throws QueryFault: invalid for what is no filter, unsupported for operators that need MongoDB.
  explicit Filter(BsonBytes filter);
  Filter(Filter&&) noexcept;
  Filter& operator=(Filter&&) noexcept;
  ~Filter();

  /// Throws BudgetSpent; without a request QueryFault when a regular expression takes too long on the document.
  bool matches(BsonBytes document) const;

  /// {}: it matches whatever there is.
  bool matchesAll() const noexcept;

  /// The paths that it looks at, those of its $elemMatch within their arrays' ("a.b" for {a: {$elemMatch: {b: 1}}}).
  const std::vector<std::string>& paths() const noexcept;

  /// What a document must fulfil, among other things, to match: for indexes, and for what an upsert starts from.
  const std::vector<Constraint>& constraints() const noexcept;

 private:
  Document source_;  // what the tree's values are borrowed from
  std::unique_ptr<const Condition> condition_;
  std::vector<std::string> paths_;
  std::vector<Constraint> constraints_;
};

}  // namespace rest::query
