#pragma once

#include <memory>

#include "document/query/pipeline.hpp"
#include "document/query/value.hpp"

namespace rest::query {

/// $unwind: "$path", or {path, includeArrayIndex, preserveNullAndEmptyArrays}. Throws QueryFault (invalid).
std::unique_ptr<Stage> unwindStage(const Value& operand);

}  // namespace rest::query
