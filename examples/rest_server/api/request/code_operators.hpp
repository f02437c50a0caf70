#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "document/document.hpp"

namespace rest::api {

/// Throws RequestError 403 when the document, which the request gives or names, has an operator that runs code ($where,
/// $function, $accumulator) or a stage that writes ($out, $merge), however deep. `what` says which document it is.
void refuseCode(BsonBytes document, std::string_view what);

/// What the configuration forbids beyond that, by the names of operators and stages.
struct ForbiddenOperators {
  std::vector<std::string> inFilters{};
  std::vector<std::string> inPipelines{};
};

/// Throws RequestError 403, which names it, when the document has one of these operators, however deep.
void refuseOperators(const std::vector<std::string>& forbidden, BsonBytes document, std::string_view what);

}  // namespace rest::api
