#pragma once

#include <string_view>

namespace jwtauth::inline v0 {

/// The text's first byte, as C functions take bytes.
inline const unsigned char* bytesOf(std::string_view text) noexcept {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace jwtauth::inline v0
