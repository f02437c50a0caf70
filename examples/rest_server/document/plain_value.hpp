#pragma once

#include <bson/bson.h>

#include "document/document.hpp"

namespace rest {

/// Where a value is put that a request brought.
enum class PlainIn { filter, pipeline };

/// Whether a value stands for itself wherever it is put there, and for no more: no name in it begins with '$', and
/// there is no pattern or code in it. In a filter null stands for what is missing, too; in a pipeline a text that
/// begins with
/// '$' stands for the value of a member.
bool isPlain(const bson_iter_t& value, PlainIn place);

/// Of the members of an object, or the elements of an array, each.
bool arePlain(BsonBytes container, PlainIn place);

}  // namespace rest
