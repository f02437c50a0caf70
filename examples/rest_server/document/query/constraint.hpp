#pragma once

#include <string>
#include <vector>

#include "document/query/predicate.hpp"

namespace rest::query {

/// One value at the path must compare like this to the operand; with `equal`, to any of the operands. The operands are
/// borrowed from the filter.
struct Constraint {
  std::string path;
  Comparator comparator = Comparator::equal;
  std::vector<Value> operands{};
};

}  // namespace rest::query
