#pragma once

#include <optional>

#include "document/query/update.hpp"
#include "store/document_store.hpp"

namespace rest::sqlite {

/// A Change, read once.
class PreparedChange {
 public:
  /// Throws QueryFault; of a pipeline, which needs MongoDB, too.
  explicit PreparedChange(const Change& change);

  /// What becomes of the document that is there. Throws QueryFault.
  Document applied(const DocumentId& id, const Document& stored) const;
  /// What is made where there is none. Throws QueryFault.
  Document made(const DocumentId& id) const;
  /// What operators make of any document. Throws QueryFault, for a replacement too.
  Document applied(const Document& stored) const;

 private:
  const Change& change_;
  std::optional<query::Update> update_{};
};

}  // namespace rest::sqlite
