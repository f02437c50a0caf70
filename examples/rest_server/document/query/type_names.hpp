#pragma once

#include <vector>

#include "document/query/value.hpp"

namespace rest::query {

/// The types that the operand of a $type names: a number, an alias, or an array of them. Throws QueryFault.
std::vector<bson_type_t> typesNamed(const Value& operand);

/// MongoDB's word for the type of a value.
const char* typeName(const Value& value) noexcept;

}  // namespace rest::query
