#pragma once

#include <string_view>
#include <vector>

namespace rest::fuzz {

/// The lines of an input; there are always as many as asked for, the last ones empty.
inline std::vector<std::string_view> linesOf(std::string_view text, std::size_t atLeast) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  if (lines.size() < atLeast) lines.resize(atLeast);
  return lines;
}

}  // namespace rest::fuzz
