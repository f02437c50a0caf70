#pragma once

#include <cstddef>
#include <string_view>

namespace jwtauth::inline v0 {

/// Whether the byte continues a character of UTF-8 that another byte began.
constexpr bool isContinuation(unsigned char byte) noexcept {
  return (byte & 0xc0) == 0x80;
}

struct Utf8Character {
  char32_t codePoint;  ///< meaningless unless wellFormed
  std::size_t size;    ///< in bytes; 1 unless wellFormed
  bool wellFormed;
};

/// The first character of a text that is not empty (RFC 3629).
Utf8Character firstCharacter(std::string_view text) noexcept;

bool isUtf8(std::string_view text) noexcept;

}  // namespace jwtauth::inline v0
