#pragma once

namespace jwtauth::inline v0 {

/// Of the bytes of a character in UTF-8, one behind the first.
constexpr bool isContinuation(unsigned char byte) noexcept {
  return (byte & 0xc0) == 0x80;
}

}  // namespace jwtauth::inline v0
