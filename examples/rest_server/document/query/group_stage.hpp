#pragma once

#include <memory>

#include "document/query/pipeline.hpp"

namespace rest::query {

/// $group: {_id: expression, name: {$sum: expression}, …}. Throws QueryFault: invalid for what is no such operand,
/// unsupported for accumulators that need MongoDB. The operand must outlive it.
std::unique_ptr<Stage> groupStage(BsonBytes operand);

}  // namespace rest::query
