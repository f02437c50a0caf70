#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "document/document.hpp"
#include "document/query/query_fault.hpp"

namespace rest::query {

/// A stage of a pipeline: takes documents from the stage before it, and yields others.
class Stage {
 public:
  using Source = std::function<std::optional<Document>()>;

  virtual ~Stage() = default;
  Stage() = default;
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  /// Throws QueryFault for values that an operator does not take, BudgetSpent.
  virtual std::optional<Document> next(const Source& source) = 0;
};

/// The stages of a pipeline that is run once, from the first on. The documents of the pipeline must outlive it.
class Pipeline {
 public:
  /// Throws QueryFault: invalid for what is no pipeline, unsupported for stages and operators that need MongoDB.
  explicit Pipeline(BsonBytes stages);

  /// What the stages at its beginning match alone: {} for everything.
  const Document& filter() const noexcept { return filter_; }

  /// The next document that comes out, of those that the source yields, which match the filter already.
  std::optional<Document> next(const Stage::Source& source);

 private:
  std::optional<Document> nextOf(std::size_t count, const Stage::Source& source);

  Document filter_;
  std::vector<std::unique_ptr<Stage>> stages_{};
};

}  // namespace rest::query
