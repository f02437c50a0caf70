// Texts and documents go in; what a terminal can be given comes out.
#include "operator/display.hpp"

#include <algorithm>

#include "document/json.hpp"
#include "src/text/ascii.hpp"

namespace rest::operators {

std::string displayed(const Document& document) {
  std::string text;
  appendJson(text, document);
  return jwtauth::displayed(text);
}

std::string onOneLine(std::string_view text) {
  std::string line;
  for (const char c : text) {
    if (!jwtauth::isSpace(c)) line += c;
    if (jwtauth::isSpace(c) && !line.empty() && line.back() != ' ') line += ' ';
  }
  if (line.ends_with(' ')) line.pop_back();
  return displayed(line);
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  while (text.size() > width) {
    std::size_t end = text.rfind(' ', width);
    if (end == std::string_view::npos || end == 0) end = text.find(' ', 1);
    if (end == std::string_view::npos) break;
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  lines.emplace_back(text);
  return lines;
}

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(text.size(), width), ' ');
  return text;
}

}  // namespace rest::operators
