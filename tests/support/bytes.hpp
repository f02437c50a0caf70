#pragma once

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "src/text/base64url.hpp"

namespace jwtauth::tests {

inline std::string bytesOfHex(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  }
  return bytes;
}

inline std::string bytesOfBase64Url(std::string_view text) {
  auto bytes = decodeBase64Url(text);
  if (!bytes) throw std::invalid_argument("a test's text is not base64url");
  return *std::move(bytes);
}

/// The base64 inside a PEM text, or the text itself.
inline std::string bytesOfBase64(std::string_view text) {
  auto bytes = decodeBase64Leniently(text);
  if (!bytes) throw std::invalid_argument("a test's text is not base64");
  return *std::move(bytes);
}

inline std::span<const unsigned char> unsignedBytes(std::string_view bytes) {
  return {reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()};
}

}  // namespace jwtauth::tests
