#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "src/text/base64url_kernels.hpp"

namespace jwtauth::inline v0 {

/// Bytes that `length` base64url characters decode to.
constexpr std::size_t decodedSizeOfBase64Url(std::size_t length) noexcept {
  return length / 4 * 3 + length % 4 * 3 / 4;
}

/// Decodes RFC 4648 5 strictly into `output`, which holds decodedSizeOfBase64Url(text.size()) bytes, and yields how
/// many were written. Nothing when the text is not the one canonical form: no padding, no white space, no other
/// alphabet, unused bits zero (RFC 7515 2).
std::optional<std::size_t> decodeBase64Url(std::string_view text, unsigned char* output) noexcept;

/// The same with one kernel, or with none of them; for the tests that compare them.
std::optional<std::size_t> decodeBase64Url(std::string_view text, unsigned char* output,
                                           const Base64UrlKernel* kernel) noexcept;

/// The same into a string.
std::optional<std::string> decodeBase64Url(std::string_view text);

std::string encodeBase64Url(std::string_view bytes);

/// Decodes RFC 4648 4 strictly: padded to a multiple of 4 characters, no white space, unused bits zero.
std::optional<std::string> decodeBase64(std::string_view text);

/// With padding.
std::string encodeBase64(std::string_view bytes);

/// Decodes RFC 4648 4 as people paste it: white space anywhere is ignored, padding may be missing.
std::optional<std::string> decodeBase64Leniently(std::string_view text);

}  // namespace jwtauth::inline v0
