#pragma once

#include <string>

#include "document/query/value.hpp"

namespace rest::query {

/// Below zero, zero or above, as the numbers of all four types compare by value, exactly. NaN is equal to itself and
/// below all others.
int compareNumbers(const Value& left, const Value& right);

/// The double that is nearest to a number, and where the number is beside it.
struct NearestDouble {
  double nearest = 0;
  int side = 0;             ///< the number is below (-1), equal to (0) or above (1) the double
  bool isNegative = false;  ///< what follows is of use when side is not 0:
  int exponent = 0;         ///< of the first digit,
  std::string digits{};     ///< without zeros at the ends
};
NearestDouble nearestDouble(const Value& number);

/// The whole number that this is, when it is one that an int64 can hold.
struct WholeNumber {
  bool isWhole = false;
  std::int64_t value = 0;
};
WholeNumber wholeNumber(const Value& number);

/// The number with its fraction cut off; `isWhole` is false for NaN and what an int64 cannot hold.
WholeNumber truncated(const Value& number);

}  // namespace rest::query
