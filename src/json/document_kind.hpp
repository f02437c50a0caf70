#pragma once

#include <optional>
#include <string_view>

namespace jwtauth::inline v0 {

/// What a document is that should be a JWK Set or metadata: "an HTML page", "an issuer's metadata ...". A sentence that
/// holds nothing of the document itself; nothing when it resembles none.
std::optional<std::string_view> kindOfDocument(std::string_view text) noexcept;

}  // namespace jwtauth::inline v0
