// Text goes in and comes out, in colour where that is wanted; nothing is refused.
#include "tools/jwtauth/terminal.hpp"

#include <algorithm>
#include <cstdlib>

#include "tools/jwtauth/platform.hpp"

namespace jwtauth::commandLine {
namespace {

constexpr std::string_view startOf(Colour colour) noexcept {
  switch (colour) {
    case Colour::red:
      return "\033[31m";
    case Colour::green:
      return "\033[32m";
    case Colour::yellow:
      return "\033[33m";
    case Colour::bold:
      return "\033[1m";
    case Colour::none:
      break;
  }
  return "";
}

bool isSet(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

}  // namespace

Painter::Painter() : paints_(!isSet("NO_COLOR") && platform::outputTakesColours()) {}

std::string Painter::operator()(Colour colour, std::string_view text) const {
  if (!paints_ || colour == Colour::none) return std::string(text);
  return std::string(startOf(colour)).append(text).append("\033[0m");
}

std::string lineByLine(std::string_view text, const std::function<std::string(std::string_view line)>& change) {
  std::string output;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    output += change(line) + '\n';
    text.remove_prefix(std::min(line.size() + 1, text.size()));
  }
  return output;
}

}  // namespace jwtauth::commandLine
