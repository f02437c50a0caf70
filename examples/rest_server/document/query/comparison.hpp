#pragma once

#include "document/query/value.hpp"

namespace rest::query {

/// MongoDB's order of the types (its manual, "Comparison/Sort Order"). Values of one rank are compared by value, those
/// of others never are equal. Zero is free: it marks an end in order keys.
enum class Rank : std::uint8_t {
  minKey = 1,
  undefined,  ///< an empty array counts as this in a sort
  null,
  number,
  text,
  object,
  array,
  binary,
  objectId,
  boolean,
  date,
  timestamp,
  regex,
  pointer,
  code,
  scopedCode,
  maxKey,
};

Rank rankOf(const Value& value) noexcept;

/// Below zero, zero or above, as MongoDB orders all values.
int compare(const Value& left, const Value& right);

}  // namespace rest::query
