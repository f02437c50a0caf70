#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace jwtauth::inline v0 {

/// The first part of a text that was meant to be replaced: `${NAME}`, `$NAME`, `{{name}}`, `%NAME%`, `<name>`,
/// `YOUR_...`, `{tenantid}`. No issuer, audience or claim holds one. Shown shortened, for a sentence.
std::optional<std::string> placeholderIn(std::string_view text);

/// The whole text is one: for texts that may be secret, of which no part may be shown.
bool isPlaceholder(std::string_view text);

}  // namespace jwtauth::inline v0
