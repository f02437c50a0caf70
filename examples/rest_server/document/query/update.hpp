#pragma once

#include <string>
#include <vector>

#include "budget/request_budget.hpp"
#include "document/document.hpp"
#include "document/query/query_fault.hpp"

namespace rest::query {

struct FieldUpdate;

/// An update by operators, {$set: {...}, $inc: {...}}, read once and then applied to many documents. For any number of
/// threads.
class Update {
 public:
  /// Throws QueryFault: invalid for what is no update, unsupported for operators that need MongoDB.
  explicit Update(BsonBytes operators);
  Update(Update&&) noexcept;
  Update& operator=(Update&&) noexcept;
  ~Update();

  /// The document afterwards, with its `_id` first. Throws QueryFault: invalid where an operator does not fit the
  /// document ($inc of a text, for example) or would change its `_id`; refused where the result cannot be kept.
  Document apply(BsonBytes document) const;

  /// The document that an upsert makes of {_id: ...}: $setOnInsert takes part. Throws as apply.
  Document applyToNew(BsonBytes idAlone) const;

  /// The paths that it writes to.
  std::vector<std::string> paths() const;

 private:
  enum class Insertion { no, yes };
  Document applied(BsonBytes document, Insertion insertion) const;

  Document source_;  // what the operands are borrowed from
  std::vector<FieldUpdate> updates_;
  HeldMemory held_{};
};

}  // namespace rest::query
