// Text from anywhere goes in, text that is safe and pleasant on a terminal comes out; nothing is refused.
#include "src/text/terminal_text.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "src/text/utf8.hpp"

namespace jwtauth::inline v0 {
namespace {

constexpr std::size_t longestQuotation = 100;
constexpr std::size_t longestList = 8;

struct Range {
  char32_t first;
  char32_t last;
};

/// Unicode's general categories Cc, Zl, Zp and Zs (but U+0020), the property Default_Ignorable_Code_Point, and the
/// marks of interlinear annotations: what moves the cursor, starts a terminal's command, turns the direction of text,
/// cannot be seen, or looks like an ordinary space.
constexpr std::array<Range, 21> harmful{{
    {0x00, 0x1f},       {0x7f, 0xa0},       {0xad, 0xad},       {0x34f, 0x34f},   {0x61c, 0x61c},   {0x115f, 0x1160},
    {0x1680, 0x1680},   {0x17b4, 0x17b5},   {0x180b, 0x180f},   {0x2000, 0x200f}, {0x2028, 0x202f}, {0x205f, 0x206f},
    {0x3000, 0x3000},   {0x3164, 0x3164},   {0xfe00, 0xfe0f},   {0xfeff, 0xfeff}, {0xffa0, 0xffa0}, {0xfff0, 0xfffb},
    {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff},
}};

constexpr bool isHarmful(char32_t codePoint) noexcept {
  return std::any_of(harmful.begin(), harmful.end(),
                     [codePoint](Range range) { return codePoint >= range.first && codePoint <= range.last; });
}

void append(std::string& output, const char* format, unsigned value) {
  std::array<char, 16> escape{};
  std::snprintf(escape.data(), escape.size(), format, value);
  output += escape.data();
}

/// RFC 8259 7: beyond U+FFFF as a pair of surrogates.
void appendEscape(std::string& output, char32_t codePoint) {
  if (codePoint == '\n') {
    output += "\\n";
  } else if (codePoint <= 0xffff) {
    append(output, "\\u%04x", static_cast<unsigned>(codePoint));
  } else {
    append(output, "\\u%04x", static_cast<unsigned>(0xd800 + ((codePoint - 0x10000) >> 10)));
    append(output, "\\u%04x", static_cast<unsigned>(0xdc00 + (codePoint & 0x3ff)));
  }
}

enum class Quotes { leave, escape };

std::string safe(std::string_view text, std::size_t limit, Quotes quotes) {
  std::string output;
  for (std::size_t characters = 0; !text.empty(); ++characters) {
    if (characters == limit) return output + "...";
    const Utf8Character character = firstCharacter(text);
    const std::string_view bytes = text.substr(0, character.size);
    if (!character.wellFormed)
      append(output, "\\x%02x", static_cast<unsigned char>(text.front()));
    else if (isHarmful(character.codePoint))
      appendEscape(output, character.codePoint);
    else if (quotes == Quotes::escape && (bytes == "\"" || bytes == "\\"))
      output.append("\\").append(bytes);
    else
      output += bytes;
    text.remove_prefix(character.size);
  }
  return output;
}

}  // namespace

std::string displayed(std::string_view text, std::size_t limit) {
  return safe(text, limit, Quotes::leave);
}

std::string inQuotes(std::string_view text) {
  return '"' + safe(text, longestQuotation, Quotes::escape) + '"';
}

std::string listed(std::span<const std::string> texts) {
  std::string list;
  for (std::size_t i = 0; i < texts.size() && i < longestList; ++i) list += (i == 0 ? "" : ", ") + inQuotes(texts[i]);
  if (texts.size() > longestList) list += " and " + std::to_string(texts.size() - longestList) + " more";
  return list;
}

}  // namespace jwtauth::inline v0
