#pragma once

#include <nlohmann/json.hpp>

#include "src/json/json_value.hpp"

namespace jwtauth::tests {

/// Equal in type and value, down to the leaves.
inline bool equal(JsonValue ours, const nlohmann::json& theirs) {
  switch (ours.type()) {
    case JsonType::null:
      return theirs.is_null();
    case JsonType::boolean:
      return theirs.is_boolean() && ours.boolean() == theirs.get<bool>();
    case JsonType::string:
      return theirs.is_string() && ours.string()->decoded() == theirs.get<std::string>();
    case JsonType::number: {
      if (!theirs.is_number() || ours.number() != theirs.get<double>()) return false;
      return !theirs.is_number_integer() || theirs.is_number_unsigned() || ours.integer() == theirs.get<std::int64_t>();
    }
    case JsonType::array: {
      if (!theirs.is_array()) return false;
      std::size_t count = 0;
      JsonValue::Items items = ours.items();
      while (const auto item = items.next()) {
        if (count >= theirs.size() || !equal(item->value, theirs[count++])) return false;
      }
      return count == theirs.size();
    }
    case JsonType::object:
      break;
  }
  if (!theirs.is_object()) return false;
  std::size_t count = 0;
  JsonValue::Items items = ours.items();
  while (const auto item = items.next()) {
    const auto found = theirs.find(item->name.decoded());
    if (found == theirs.end() || !equal(item->value, *found)) return false;
    ++count;
  }
  return count == theirs.size();
}

}  // namespace jwtauth::tests
