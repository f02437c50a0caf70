#pragma once

#include <vector>

#include "document/query/expression.hpp"
#include "document/query/predicate.hpp"

namespace rest::query {

/// The values at a path have what the predicate asks.
ConditionPtr at(std::vector<PathPart> path, PredicatePtr predicate);
/// What the expression yields of the document counts as true.
ConditionPtr expressed(ExpressionPtr expression);
ConditionPtr allOf(std::vector<ConditionPtr> conditions);
ConditionPtr anyOf(std::vector<ConditionPtr> conditions);
ConditionPtr noneOf(std::vector<ConditionPtr> conditions);

}  // namespace rest::query
