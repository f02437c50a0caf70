#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace jwtauth::inline v0 {

inline constexpr std::size_t longestHttpUrl = 4 * 1024;

/// The canonical form of an http or https URL without its query and fragment, as RFC 9449 4.3 compares URLs (RFC 3986
/// 6.2.2 and 6.2.3): scheme and host in lower case, no default port, escapes in upper case and only where they are
/// needed, no dot segments. Nothing for a text that would have to be repaired first: without an authority, with user
/// information, blanks, control or other characters that no URL holds, a broken escape, longer than longestHttpUrl.
std::optional<std::string> canonicalHttpUrl(std::string_view url);

/// The same for a scheme and an authority alone, "https://api.example". Nothing when more follows than a slash.
std::optional<std::string> canonicalOrigin(std::string_view origin);

/// canonicalHttpUrl of a request's URL, which begins with this canonical origin in place of its own; empty: its own.
std::optional<std::string> canonicalHttpUrl(std::string_view url, std::string_view origin);

/// What follows scheme and authority of a URL, as it is written; empty when nothing does.
std::string_view afterOrigin(std::string_view url) noexcept;

}  // namespace jwtauth::inline v0
