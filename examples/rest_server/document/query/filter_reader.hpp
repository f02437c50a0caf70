#pragma once

#include <string>
#include <vector>

#include "document/query/constraint.hpp"

namespace rest::query {

struct ReadFilter {
  ConditionPtr condition;
  std::vector<std::string> paths{};
  std::vector<Constraint> constraints{};
};

/// Reads a filter into a tree that borrows its values from these bytes. Throws QueryFault.
ReadFilter readFilter(BsonBytes filter);

/// Reads {$gt: 1, $lt: 5} or a value, as they stand after a field's name.
PredicatePtr readPredicate(const Value& value);

/// Reads the operand of an $elemMatch into what it asks of one element.
PredicatePtr readElemMatch(const Value& operand);

/// {$gt: 1}, but neither {b: 1} nor a reference {$ref: ..., $id: ...}.
bool holdsOperators(const Value& value);

/// {$gt: 1}, but not {$or: [...]}: what a filter takes after a field's name alone.
bool holdsFieldOperators(const Value& value);

}  // namespace rest::query
