#pragma once

#include <string_view>

#include "document/regular_expression.hpp"

namespace rest::query {

/// The regular expression of a filter, in MongoDB's terms.
class Regex {
 public:
  /// Options: any of i, m, s, x, u. Throws QueryFault.
  Regex(std::string_view pattern, std::string_view options);

  /// Whether it is found in a text. Throws BudgetSpent; without a request QueryFault when that takes too long.
  bool isIn(std::string_view text) const;

 private:
  RegularExpression expression_;
};

}  // namespace rest::query
