#pragma once

#include <span>
#include <string_view>

#include "document/document.hpp"

namespace rest {

/// Whether a document has no members.
bool isEmpty(BsonBytes document);

/// A filter that matches what all of these match; empty ones match everything.
Document allOf(std::span<const Document> filters);

/// The members of the first that the second does not have, then those of the second.
Document overlaid(BsonBytes below, BsonBytes above);

/// {name: document}
Document wrapped(std::string_view name, BsonBytes document);

}  // namespace rest
