// A text of a configuration goes in, the placeholder in it comes out.
#include "src/text/placeholder.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "src/text/terminal_text.hpp"

namespace jwtauth::inline v0 {
namespace {

constexpr std::size_t longestShown = 40;

bool isVariableName(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char one) {
    return one == '_' || (one >= 'A' && one <= 'Z') || (one >= '0' && one <= '9');
  });
}

/// From `open` to the `close` behind it; empty when there is no such part.
std::string_view between(std::string_view text, std::string_view open, std::string_view close) {
  const std::size_t begin = text.find(open);
  const std::size_t end = begin == std::string_view::npos ? begin : text.find(close, begin + open.size());
  return end == std::string_view::npos ? std::string_view() : text.substr(begin, end + close.size() - begin);
}

std::string_view found(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> frames{
      {{"${", "}"}, {"$(", ")"}, {"{{", "}}"}, {"{", "}"}, {"<", ">"}}};
  for (const auto& [open, close] : frames) {
    if (const std::string_view part = between(text, open, close); !part.empty()) return part;
  }
  if (text.starts_with('$') && isVariableName(text.substr(1))) return text;
  const bool isInPercents = text.size() > 2 && text.starts_with('%') && text.ends_with('%');
  if (isInPercents && isVariableName(text.substr(1, text.size() - 2))) return text;
  const std::size_t yours = std::min(text.find("YOUR_"), text.find("YOUR-"));
  return yours == std::string_view::npos ? std::string_view() : text.substr(yours);
}

}  // namespace

bool isPlaceholder(std::string_view text) {
  return !text.empty() && found(text).size() == text.size();
}

std::optional<std::string> placeholderIn(std::string_view text) {
  const std::string_view part = found(text);
  if (part.empty()) return std::nullopt;
  return displayed(part, longestShown);
}

}  // namespace jwtauth::inline v0
