// An aggregation goes in; what it makes of a collection's documents comes out, one by one.
#include "store/sqlite/pipeline.hpp"

#include <limits>

#include "store/sqlite/translation.hpp"

namespace rest::sqlite {
namespace {

FindRequest sourceOf(const Document& filter) {
  FindRequest request;
  request.filter = filter;
  request.limit = std::numeric_limits<std::int64_t>::max();
  return request;
}

}  // namespace

PipelineCursor::PipelineCursor(Readers::Loan reader, const CollectionName& name, Document stages)
    : stages_(std::move(stages)),
      pipeline_(stages_.bytes()),
      source_(std::move(reader), name, sourceOf(pipeline_.filter())) {}

std::optional<BsonBytes> PipelineCursor::next() {
  return translated([this]() -> std::optional<BsonBytes> {
    last_ = pipeline_.next([this]() -> std::optional<Document> {
      const std::optional<BsonBytes> document = source_.next();
      return document ? std::optional(Document::copyOf(*document)) : std::nullopt;
    });
    return last_ ? std::optional(last_->bytes()) : std::nullopt;
  });
}

}  // namespace rest::sqlite
