#pragma once

#include <string_view>

#include "document/document.hpp"

namespace rest::api {

/// Throws RequestError 403 when the document, which the request gives or names, has an operator that runs code ($where,
/// $function, $accumulator) or a stage that writes ($out, $merge), however deep. `what` says which document it is.
void refuseCode(BsonBytes document, std::string_view what);

}  // namespace rest::api
