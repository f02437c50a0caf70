#pragma once

#include <bson/bson.h>

#include <string_view>

namespace rest {

/// Appends what a JSON object stands for: the value, when it is one of MongoDB's extended types ({"$oid": "..."}, in
/// version 2 or 1 of the format), else the object itself, whatever its names. Throws JsonFault when it has the name of
/// an extended type and is not one.
void appendObjectOrValue(bson_t* target, std::string_view name, const bson_t& object);

}  // namespace rest
