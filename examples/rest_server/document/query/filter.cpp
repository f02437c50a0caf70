// A filter goes in, whether documents match it comes out.
#include "document/query/filter.hpp"

#include "document/query/filter_reader.hpp"

namespace rest::query {

Filter::Filter() = default;
Filter::Filter(Filter&&) noexcept = default;
Filter& Filter::operator=(Filter&&) noexcept = default;
Filter::~Filter() = default;

Filter::Filter(BsonBytes filter) : source_(Document::copyOf(filter)) {
  if (source_ == Document()) return;
  ReadFilter read = readFilter(source_);
  condition_ = std::move(read.condition);
  paths_ = std::move(read.paths);
  constraints_ = std::move(read.constraints);
}

bool Filter::matches(BsonBytes document) const {
  return !condition_ || condition_->matches(document);
}

bool Filter::matchesAll() const noexcept {
  return !condition_;
}

const std::vector<std::string>& Filter::paths() const noexcept {
  return paths_;
}

const std::vector<Constraint>& Filter::constraints() const noexcept {
  return constraints_;
}

}  // namespace rest::query
