#pragma once

#include <memory>

#include "document/document.hpp"
#include "document/query/query_fault.hpp"

namespace rest::query {

struct ShapeNode;

/// What the stages $project, $addFields, $set and $unset make of a document. Read once, then applied to many. For any
/// number of threads. The stage must outlive it.
class Shape {
 public:
  // Each throws QueryFault: invalid for what is no such stage, unsupported for operators that need MongoDB.
  static Shape ofProject(BsonBytes operand);
  static Shape ofAddFields(BsonBytes operand);
  /// Of a text, or an array of texts.
  static Shape ofUnset(BsonBytes stage);

  Shape(Shape&&) noexcept;
  Shape& operator=(Shape&&) noexcept;
  ~Shape();

  /// Throws QueryFault for values that an operator does not take, and for a document that is nested too deeply.
  Document apply(BsonBytes document) const;

 private:
  Shape();

  std::unique_ptr<ShapeNode> root_;
};

/// Throws QueryFault for a document that is nested more deeply than MongoDB allows.
void requireShallow(BsonBytes document);

}  // namespace rest::query
