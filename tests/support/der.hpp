#pragma once

#include <string>
#include <utility>

namespace jwtauth::tests {

inline constexpr char derSequence = 0x30, derInteger = 0x02, derBitString = 0x03, derOctetString = 0x04,
                      derUtcTime = 0x17;

/// An element of DER with less than 64 KiB of content.
inline std::string der(char tag, const std::string& content) {
  const std::size_t size = content.size();
  std::string header(1, tag);
  if (size >= 0x100) header += "\x82", header += static_cast<char>(size >> 8);
  if (size >= 0x80 && size < 0x100) header += '\x81';
  return header + static_cast<char>(size & 0xff) + content;
}

/// A positive INTEGER, from its big-endian bytes.
inline std::string derNumber(const std::string& bytes) {
  const bool looksNegative = !bytes.empty() && (bytes.front() & 0x80) != 0;
  return der(derInteger, looksNegative ? '\0' + bytes : bytes);
}

/// Where the content of the element at `place` begins, and where it ends.
inline std::pair<std::size_t, std::size_t> derContentAt(const std::string& bytes, std::size_t place) {
  const auto byteAt = [&](std::size_t index) { return std::size_t{static_cast<unsigned char>(bytes.at(index))}; };
  std::size_t size = byteAt(place + 1), begin = place + 2;
  if (size >= 0x80) {
    const std::size_t sizeBytes = size & 0x7f;
    size = 0;
    for (std::size_t i = 0; i < sizeBytes; ++i) size = size << 8 | byteAt(begin++);
  }
  return {begin, begin + size};
}

}  // namespace jwtauth::tests
