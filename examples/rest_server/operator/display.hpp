#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "document/document.hpp"
#include "src/text/terminal_text.hpp"

namespace rest::operators {

using jwtauth::displayed;
using jwtauth::inQuotes;

/// The document as one line of JSON, safe to write to a terminal.
std::string displayed(const Document& document);

/// The text with every run of blanks and line ends as one space, safe to write to a terminal.
std::string onOneLine(std::string_view text);

/// Cut at spaces into lines of no more than this width, where words allow it; at least one line.
std::vector<std::string> wrapped(std::string_view text, std::size_t width);

/// Followed by spaces up to this width.
std::string padded(std::string text, std::size_t width);

}  // namespace rest::operators
