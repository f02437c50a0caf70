// A JSON Web Key goes in, the name that RFC 7638 gives it comes out.
#include "src/keys/jwk_thumbprint.hpp"

#include <string_view>

#include "src/keys/curves.hpp"
#include "src/libcrypto/digest.hpp"
#include "src/text/base64url.hpp"

namespace jwtauth::inline v0 {
namespace {

std::string textOf(JsonValue jwk, std::string_view name) {
  const auto value = jwk.member(name);
  const auto text = value ? value->string() : std::nullopt;
  return text ? text->decoded() : std::string();
}

bool isOfSize(const std::string& base64Url, std::size_t size) {
  const auto bytes = decodeBase64Url(base64Url);
  return bytes && bytes->size() == size;
}

/// RFC 7518 2: Base64urlUInt, with as few bytes as the number needs.
bool isNumber(const std::string& base64Url) {
  const auto bytes = decodeBase64Url(base64Url);
  return bytes && !bytes->empty() && bytes->front() != '\0';
}

/// RFC 7638 3.2: the required members, in the order of their names, without white space. Base64url needs no escapes.
std::string requiredMembers(JsonValue jwk) {
  const std::string type = textOf(jwk, "kty");
  if (type == "RSA") {
    const std::string exponent = textOf(jwk, "e"), modulus = textOf(jwk, "n");
    if (!isNumber(exponent) || !isNumber(modulus)) return {};
    return R"({"e":")" + exponent + R"(","kty":"RSA","n":")" + modulus + R"("})";
  }
  const std::string name = textOf(jwk, "crv"), x = textOf(jwk, "x");
  if (type == "OKP") {  // RFC 8037 2
    if (name != "Ed25519" || !isOfSize(x, 32)) return {};
    return R"({"crv":"Ed25519","kty":"OKP","x":")" + x + R"("})";
  }
  if (type != "EC") return {};
  const JoseCurve* const curve = findCurve([&](const JoseCurve& one) { return one.name == name; });
  const std::string y = textOf(jwk, "y");
  if (curve == nullptr || !isOfSize(x, curve->coordinateSize) || !isOfSize(y, curve->coordinateSize)) return {};
  return R"({"crv":")" + name + R"(","kty":"EC","x":")" + x + R"(","y":")" + y + R"("})";
}

}  // namespace

std::optional<std::string> thumbprintOf(JsonValue jwk) {
  const std::string members = jwk.type() == JsonType::object ? requiredMembers(jwk) : std::string();
  if (members.empty()) return std::nullopt;
  return encodeBase64Url(sha256(members));
}

}  // namespace jwtauth::inline v0
