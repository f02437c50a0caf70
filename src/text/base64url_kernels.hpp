#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace jwtauth::inline v0 {

/// RFC 4648 5: a character's value is its place.
inline constexpr std::string_view base64UrlAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// A way to decode many base64url characters at once. It decodes whole blocks from the front of `text` and yields how
/// many characters it took, a multiple of 4; it stops before a block with a character that is not in the alphabet, and
/// where `output`, which holds what `size` characters decode to, has no room for a whole store. The rest is the
/// caller's.
struct Base64UrlKernel {
  const char* name;
  std::size_t (*decode)(const unsigned char* text, std::size_t size, unsigned char* output) noexcept;
};

/// The kernels that this processor can run, the fastest first; empty when it has no instructions for any.
std::span<const Base64UrlKernel> usableBase64UrlKernels() noexcept;

}  // namespace jwtauth::inline v0
