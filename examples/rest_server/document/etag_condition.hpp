#pragma once

#include <span>

#include "document/document.hpp"
#include "document/object_id.hpp"

namespace rest {

/// {"_etag": {"$in": [...]}}, or with another operator that takes a list.
Document etagCondition(const char* listOperator, std::span<const ObjectId> etags);

}  // namespace rest
