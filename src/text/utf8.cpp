// Bytes go in, the characters of UTF-8 come out; overlong forms, surrogates and what is cut off are not well-formed.
#include "src/text/utf8.hpp"

#include <array>

namespace jwtauth::inline v0 {

Utf8Character firstCharacter(std::string_view text) noexcept {
  constexpr Utf8Character broken{0, 1, false};
  const auto byteAt = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byteAt(0);
  if (lead < 0x80) return {lead, 1, true};
  const std::size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < size) return broken;
  char32_t codePoint = lead & (0x7fu >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if (!isContinuation(byteAt(i))) return broken;
    codePoint = codePoint << 6 | (byteAt(i) & 0x3f);
  }
  constexpr std::array<char32_t, 5> smallestOfSize{0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = codePoint >= 0xd800 && codePoint <= 0xdfff;
  if (codePoint < smallestOfSize[size] || codePoint > 0x10ffff || surrogate) return broken;
  return {codePoint, size, true};
}

bool isUtf8(std::string_view text) noexcept {
  while (!text.empty()) {
    const Utf8Character character = firstCharacter(text);
    if (!character.wellFormed) return false;
    text.remove_prefix(character.size);
  }
  return true;
}

}  // namespace jwtauth::inline v0
