#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace jwtauth::inline v0 {

/// Mixes words of eight bytes to a hash. It has no secret: do not rely on it for texts that a stranger may choose.
class TextHash {
 public:
  void add(std::uint64_t word) noexcept {
    hash_ = (hash_ ^ word) * 0x9e3779b97f4a7c15;
    hash_ ^= hash_ >> 32;
  }
  std::uint64_t value() const noexcept { return hash_; }

 private:
  std::uint64_t hash_ = 0;
};

/// The next `size` bytes of the text, at most eight, as a little-endian number.
inline std::uint64_t wordAt(std::string_view text, std::size_t position, std::size_t size) noexcept {
  std::uint64_t word = 0;
  if constexpr (std::endian::native == std::endian::little) {
    const auto part = [&]<class Part>(Part bytes, std::size_t offset) {
      std::memcpy(&bytes, text.data() + position + offset, sizeof bytes);
      return std::uint64_t{bytes} << 8 * offset;
    };
    // Of two parts that overlap, both hold the same bytes at the same place.
    if (size == 8) return part(std::uint64_t{}, 0);
    if (size >= 4) return part(std::uint32_t{}, 0) | part(std::uint32_t{}, size - 4);
    if (size >= 2) return part(std::uint16_t{}, 0) | part(std::uint16_t{}, size - 2);
    if (size == 1) return part(std::uint8_t{}, 0);
  } else {
    for (std::size_t i = size; i > 0; --i) word = word << 8 | static_cast<unsigned char>(text[position + i - 1]);
  }
  return word;
}

inline std::uint64_t hashOf(std::string_view text) noexcept {
  TextHash hash;
  std::size_t position = 0;
  for (; text.size() - position >= 8; position += 8) hash.add(wordAt(text, position, 8));
  hash.add(wordAt(text, position, text.size() - position));
  return hash.value();
}

}  // namespace jwtauth::inline v0
