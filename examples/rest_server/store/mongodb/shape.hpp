#pragma once

#include <string>

#include "document/document.hpp"

namespace rest::mongodb {

/// What a filter asks, for the log: the names of its fields and operators, each value as `?`.
std::string shapeOfFilter(BsonBytes filter);

/// The same of a pipeline's stages; of those that are no $match the name alone.
std::string shapeOfPipeline(BsonBytes pipeline);

/// The innermost stages of the plan that an answer to `explain` says won: "COLLSCAN", "IXSCAN name_1". Empty when there
/// is none.
std::string planIn(BsonBytes explanation);

}  // namespace rest::mongodb
