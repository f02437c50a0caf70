#pragma once

#include <string>

#include "document/document_id.hpp"

namespace rest {

/// The `_id` as bytes that compare (memcmp) as MongoDB compares the values: by type, then by value; numbers of all
/// types are one type, so 1, 1.0 and NumberLong(1) have one key. Throws StoreError (refused) for what cannot be an
/// `_id` here: arrays, regular expressions, undefined, code, Decimal128.
std::string sortKey(const DocumentId& id);

}  // namespace rest
