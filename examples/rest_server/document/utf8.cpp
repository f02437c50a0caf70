// Text goes in, whether it is well-formed UTF-8 comes out.
#include "document/utf8.hpp"

#include <cstddef>

namespace rest {
namespace {

struct Sequence {
  std::size_t length;
  unsigned char secondFrom;
  unsigned char secondTo;
};

constexpr Sequence sequenceOf(unsigned char lead) noexcept {
  if (lead < 0x80) return {1, 0, 0};
  if (lead < 0xC2) return {0, 0, 0};
  if (lead < 0xE0) return {2, 0x80, 0xBF};
  if (lead == 0xE0) return {3, 0xA0, 0xBF};
  if (lead == 0xED) return {3, 0x80, 0x9F};
  if (lead < 0xF0) return {3, 0x80, 0xBF};
  if (lead == 0xF0) return {4, 0x90, 0xBF};
  if (lead < 0xF4) return {4, 0x80, 0xBF};
  if (lead == 0xF4) return {4, 0x80, 0x8F};
  return {0, 0, 0};
}

}  // namespace

bool isUtf8(std::string_view text) noexcept {
  const auto byteAt = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  for (std::size_t i = 0; i < text.size();) {
    const Sequence sequence = sequenceOf(byteAt(i));
    if (sequence.length == 0 || sequence.length > text.size() - i) return false;
    if (sequence.length > 1 && (byteAt(i + 1) < sequence.secondFrom || byteAt(i + 1) > sequence.secondTo)) return false;
    for (std::size_t k = 2; k < sequence.length; ++k) {
      if (byteAt(i + k) < 0x80 || byteAt(i + k) > 0xBF) return false;
    }
    i += sequence.length;
  }
  return true;
}

}  // namespace rest
