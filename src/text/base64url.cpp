// Base64 text goes in, bytes come out, and back; anything but the canonical form is refused, except where it is said.
#include "src/text/base64url.hpp"

#include <array>
#include <cstdint>

#include "src/text/ascii.hpp"

namespace jwtauth::inline v0 {
namespace {

constexpr std::string_view standardAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t invalid = 0x80;

constexpr std::array<std::uint8_t, 256> tableOf(std::string_view alphabet) {
  std::array<std::uint8_t, 256> table{};
  table.fill(invalid);
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    table[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return table;
}

constexpr std::array<std::uint8_t, 256> urlTable = tableOf(base64UrlAlphabet);
constexpr std::array<std::uint8_t, 256> standardTable = tableOf(standardAlphabet);

constexpr unsigned char byteOf(std::uint32_t bits, int shift) noexcept {
  return static_cast<unsigned char>((bits >> shift) & 0xff);
}

std::optional<std::size_t> decode(std::string_view text, unsigned char* output,
                                  const std::array<std::uint8_t, 256>& table) noexcept {
  const auto* input = reinterpret_cast<const unsigned char*>(text.data());
  const std::size_t whole = text.size() / 4 * 4;
  unsigned char* const begin = output;
  std::uint32_t faults = 0;  // the high bit of every looked-up value, checked once at the end
  for (std::size_t i = 0; i < whole; i += 4) {
    const std::uint32_t a = table[input[i]], b = table[input[i + 1]], c = table[input[i + 2]], d = table[input[i + 3]];
    faults |= a | b | c | d;
    const std::uint32_t bits = a << 18 | b << 12 | c << 6 | d;
    output[0] = byteOf(bits, 16);
    output[1] = byteOf(bits, 8);
    output[2] = byteOf(bits, 0);
    output += 3;
  }
  input += whole;
  switch (text.size() - whole) {
    case 0:
      break;
    case 2: {
      const std::uint32_t a = table[input[0]], b = table[input[1]];
      if ((b & 0x0f) != 0) return std::nullopt;
      faults |= a | b;
      *output++ = byteOf(a << 2 | b >> 4, 0);
      break;
    }
    case 3: {
      const std::uint32_t a = table[input[0]], b = table[input[1]], c = table[input[2]];
      if ((c & 0x03) != 0) return std::nullopt;
      faults |= a | b | c;
      *output++ = byteOf(a << 2 | b >> 4, 0);
      *output++ = byteOf(b << 4 | c >> 2, 0);
      break;
    }
    default:
      return std::nullopt;  // one character holds no byte
  }
  if ((faults & invalid) != 0) return std::nullopt;
  return static_cast<std::size_t>(output - begin);
}

/// Without padding.
std::optional<std::string> decodeStandard(std::string_view text) {
  std::string bytes(decodedSizeOfBase64Url(text.size()), '\0');
  const auto size = decode(text, reinterpret_cast<unsigned char*>(bytes.data()), standardTable);
  if (!size) return std::nullopt;
  bytes.resize(*size);
  return bytes;
}

/// Without padding.
std::string encode(std::string_view bytes, std::string_view alphabet) {
  std::string text;
  text.reserve((bytes.size() * 4 + 2) / 3);
  std::uint32_t bits = 0;
  int pending = 0;
  for (const char byte : bytes) {
    bits = (bits & 0xffff) << 8 | static_cast<unsigned char>(byte);
    pending += 8;
    for (; pending >= 6; pending -= 6) text += alphabet[bits >> (pending - 6) & 0x3f];
  }
  if (pending > 0) text += alphabet[bits << (6 - pending) & 0x3f];
  return text;
}

}  // namespace

std::optional<std::size_t> decodeBase64Url(std::string_view text, unsigned char* output,
                                           const Base64UrlKernel* kernel) noexcept {
  const std::size_t taken =
      kernel == nullptr ? 0 : kernel->decode(reinterpret_cast<const unsigned char*>(text.data()), text.size(), output);
  const std::size_t written = taken / 4 * 3;
  const auto rest = decode(text.substr(taken), output + written, urlTable);
  if (!rest) return std::nullopt;
  return written + *rest;
}

std::optional<std::size_t> decodeBase64Url(std::string_view text, unsigned char* output) noexcept {
  const auto kernels = usableBase64UrlKernels();
  return decodeBase64Url(text, output, kernels.empty() ? nullptr : &kernels.front());
}

std::optional<std::string> decodeBase64Url(std::string_view text) {
  std::string bytes(decodedSizeOfBase64Url(text.size()), '\0');
  const auto size = decodeBase64Url(text, reinterpret_cast<unsigned char*>(bytes.data()));
  if (!size) return std::nullopt;
  bytes.resize(*size);
  return bytes;
}

std::string encodeBase64Url(std::string_view bytes) {
  return encode(bytes, base64UrlAlphabet);
}

std::optional<std::string> decodeBase64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1);
  return decodeStandard(text);
}

std::string encodeBase64(std::string_view bytes) {
  std::string text = encode(bytes, standardAlphabet);
  text.resize((bytes.size() + 2) / 3 * 4, '=');
  return text;
}

std::optional<std::string> decodeBase64Leniently(std::string_view text) {
  std::string compact;
  compact.reserve(text.size());
  for (const char character : text) {
    if (!isSpace(character)) compact += character;
  }
  for (int padding = 0; padding < 2 && !compact.empty() && compact.back() == '='; ++padding) compact.pop_back();
  return decodeStandard(compact);
}

}  // namespace jwtauth::inline v0
