#pragma once

#include <optional>

#include "document/query/pipeline.hpp"
#include "store/sqlite/find_cursor.hpp"

namespace rest::sqlite {

/// The documents that come out of a pipeline, of a collection as it was when the pipeline began.
class PipelineCursor : public DocumentCursor {
 public:
  /// Throws StoreError, and QueryFault for what is invalid in the pipeline, or needs MongoDB.
  PipelineCursor(Readers::Loan reader, const CollectionName& name, Document stages);

  std::optional<BsonBytes> next() override;

 private:
  Document stages_;
  query::Pipeline pipeline_;
  FindCursor source_;
  std::optional<Document> last_{};
};

}  // namespace rest::sqlite
