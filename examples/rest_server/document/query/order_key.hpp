#pragma once

#include <string>

#include "document/query/value.hpp"

namespace rest::query {

/// Appends a value as bytes that compare (memcmp) as `compare` orders the values: numbers of all types are one type, so
/// 1, 1.0 and NumberLong(1) have one key. No key is a prefix of another, so keys may follow each other. The first
/// byte is the rank.
void appendOrderKey(std::string& key, const Value& value);

/// Reverses the order of what was appended from `from` on.
void reverseOrder(std::string& key, std::size_t from = 0) noexcept;

}  // namespace rest::query
