#pragma once

#include <memory>
#include <string_view>

#include "document/query/query_fault.hpp"
#include "document/query/result.hpp"

namespace rest::query {

/// The variables that an expression sees: the document, and those that $let, $map and $filter define.
struct Variables {
  std::string_view name;
  const Result& value;
  const Variables* others = nullptr;
};

/// An expression of MongoDB's aggregations, read once and then asked of many documents. For any number of threads.
class Expression {
 public:
  virtual ~Expression() = default;
  Expression() = default;
  Expression(const Expression&) = delete;
  Expression& operator=(const Expression&) = delete;

  /// Throws QueryFault for values that an operator does not take, BudgetSpent.
  virtual Result valueIn(const Variables& variables) const = 0;

  Result valueIn(BsonBytes document) const;
};

using ExpressionPtr = std::unique_ptr<const Expression>;

/// Throws QueryFault: invalid for what is no expression, unsupported for operators that need MongoDB. What it reads
/// from must outlive the expression.
ExpressionPtr readExpression(const Value& given);

/// The document as a value.
Value valueOf(BsonBytes document) noexcept;

}  // namespace rest::query
