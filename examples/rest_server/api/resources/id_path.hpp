#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "document/document_id.hpp"

namespace rest::api {

/// The `_id` that the last segment of a path and the parameter `id_type` name: 24 hexadecimal digits are an ObjectId,
/// all else is text, unless `id_type` says otherwise. Throws RequestError (400).
DocumentId idFromPath(std::string_view segment, std::optional<std::string_view> idType);

/// How a path names this `_id`, encoded: "one", "7?id_type=NUMBER". Nothing for types that no path can name.
std::optional<std::string> pathOf(const DocumentId& id);

}  // namespace rest::api
