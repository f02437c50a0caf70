// An ECDSA signature goes in as JOSE writes it, and comes out as libcrypto reads it.
#include "src/libcrypto/ecdsa_der.hpp"

#include <cstring>

namespace jwtauth::inline v0 {
namespace {

/// Writes one coordinate as a DER INTEGER and yields where it ends.
unsigned char* writeInteger(std::span<const unsigned char> number, unsigned char* output) noexcept {
  while (number.size() > 1 && number.front() == 0) number = number.subspan(1);
  const bool padded = (number.front() & 0x80) != 0;  // or it would be negative
  *output++ = 0x02;
  *output++ = static_cast<unsigned char>(number.size() + (padded ? 1 : 0));
  if (padded) *output++ = 0;
  std::memcpy(output, number.data(), number.size());
  return output + number.size();
}

}  // namespace

std::span<const unsigned char> derOfEcdsa(std::span<const unsigned char> signature,
                                          std::array<unsigned char, maxDerSize>& buffer) noexcept {
  constexpr std::size_t longestHeader = 3;
  unsigned char* const body = buffer.data() + longestHeader;
  const std::size_t half = signature.size() / 2;
  unsigned char* const end = writeInteger(signature.subspan(half), writeInteger(signature.first(half), body));
  const auto size = static_cast<std::size_t>(end - body);
  unsigned char* begin = body;
  *--begin = static_cast<unsigned char>(size);
  if (size >= 0x80) *--begin = 0x81;
  *--begin = 0x30;
  return {begin, end};
}

}  // namespace jwtauth::inline v0
