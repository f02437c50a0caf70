// The text of a secret goes in, its bytes come out. Refused: text that is not of the encoding.
#include "src/keys/secret_encoding.hpp"

#include "src/errors/refuse_setting.hpp"
#include "src/text/base64url.hpp"

namespace jwtauth::inline v0 {
namespace {

int digitOf(char one) noexcept {
  if (one >= '0' && one <= '9') return one - '0';
  const char lower = static_cast<char>(one | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::string bytesOfHex(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = digitOf(text[i]), low = i + 1 < text.size() ? digitOf(text[i + 1]) : -1;
    if (high < 0 || low < 0) refuseSetting("secretEncoding", "hex, and the secret is not pairs of hexadecimal digits");
    bytes += static_cast<char>(16 * high + low);
  }
  return bytes;
}

}  // namespace

std::string decodedSecret(std::string_view text, SecretEncoding encoding) {
  if (encoding == SecretEncoding::text) return std::string(text);
  if (encoding == SecretEncoding::hex) return bytesOfHex(text);
  auto bytes = decodeBase64Leniently(text);
  if (!bytes) bytes = decodeBase64Url(text.substr(0, text.find('=')));
  if (!bytes || bytes->empty()) refuseSetting("secretEncoding", "base64, and the secret is not base64");
  return *std::move(bytes);
}

}  // namespace jwtauth::inline v0
