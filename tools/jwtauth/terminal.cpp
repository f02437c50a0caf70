// Text of anybody's goes in, text that a terminal can be given comes out, in colour where that is wanted; nothing is
// refused.
#include "tools/jwtauth/terminal.hpp"

#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>

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

bool isDumb() {
  const char* terminal = std::getenv("TERM");
  return terminal == nullptr || std::string_view(terminal) == "dumb";
}

constexpr bool isHarmful(char32_t codePoint) noexcept {
  const auto within = [codePoint](char32_t first, char32_t last) { return codePoint >= first && codePoint <= last; };
  return codePoint < 0x20 || within(0x7f, 0x9f) || codePoint == 0xad || codePoint == 0x61c || within(0x200b, 0x200f) ||
         within(0x2028, 0x202e) || within(0x2060, 0x206f) || codePoint == 0xfeff || within(0xfff9, 0xfffb) ||
         within(0xe0000, 0xe0fff);
}

void appendUnit(std::string& output, char32_t unit) {
  std::array<char, 8> escape{};
  std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(unit & 0xffff));
  output += escape.data();
}

void appendEscape(std::string& output, char32_t codePoint) {
  if (codePoint < 0x10000) return appendUnit(output, codePoint);
  appendUnit(output, 0xd800 + ((codePoint - 0x10000) >> 10));
  appendUnit(output, 0xdc00 + (codePoint & 0x3ff));
}

constexpr std::size_t sizeFrom(unsigned char lead) noexcept {
  return lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

char32_t codePointOf(std::string_view character) noexcept {
  const auto lead = static_cast<unsigned char>(character.front());
  char32_t codePoint = character.size() == 1 ? lead : lead & (0x7fu >> character.size());
  for (const char byte : character.substr(1)) codePoint = codePoint << 6 | (static_cast<unsigned char>(byte) & 0x3f);
  return codePoint;
}

/// The text with U+FFFD for what is no UTF-8.
std::string wellFormed(std::string_view text) {
  const nlohmann::json string(text);
  return nlohmann::json::parse(string.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

}  // namespace

Painter::Painter() : paints_(::isatty(STDOUT_FILENO) == 1 && !isSet("NO_COLOR") && !isDumb()) {}

std::string Painter::operator()(Colour colour, std::string_view text) const {
  if (!paints_ || colour == Colour::none) return std::string(text);
  return std::string(startOf(colour)).append(text).append("\033[0m");
}

std::string harmless(std::string_view text) {
  const std::string characters = wellFormed(text);
  std::string output;
  for (std::size_t position = 0; position < characters.size();) {
    const std::string_view character =
        std::string_view(characters).substr(position, sizeFrom(static_cast<unsigned char>(characters[position])));
    const char32_t codePoint = codePointOf(character);
    if (isHarmful(codePoint))
      appendEscape(output, codePoint);
    else
      output += character;
    position += character.size();
  }
  return output;
}

}  // namespace jwtauth::commandLine
