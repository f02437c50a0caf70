#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "document/document.hpp"

namespace rest::operators {

/// The text in quotes, with everything escaped that is not printable ASCII: it may come out of a token.
std::string inQuotes(std::string_view text);

/// The document as one line of JSON, escaped in the same way.
std::string displayed(const Document& document);

/// The text with every run of blanks and line ends as one space.
std::string onOneLine(std::string_view text);

/// Cut at spaces into lines of no more than this width, where words allow it; at least one line.
std::vector<std::string> wrapped(std::string_view text, std::size_t width);

/// With spaces behind it up to this width.
std::string padded(std::string text, std::size_t width);

}  // namespace rest::operators
