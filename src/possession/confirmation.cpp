// The claim `cnf` goes in, what it binds the token to comes out. Refused: a binding that cannot be read.
#include "src/possession/confirmation.hpp"

#include <algorithm>
#include <utility>

#include "src/text/ascii.hpp"

namespace jwtauth::inline v0 {
namespace {

bool isOfBase64Url(char character) noexcept {
  return isLetter(character) || isDigit(character) || character == '-' || character == '_';
}

/// Empty when there is no such member; nothing when it cannot be the base64url of a SHA-256 hash. Its two unused bits
/// are not looked at: in the example of RFC 8705 3.1 they are set.
std::optional<std::string> thumbprintNamed(std::string_view name, JsonValue cnf) {
  const auto member = cnf.member(name);
  if (!member) return std::string();
  const auto text = member->string();
  if (!text) return std::nullopt;
  std::string thumbprint = text->decoded();
  const bool isHash = thumbprint.size() == 43 && std::all_of(thumbprint.begin(), thumbprint.end(), isOfBase64Url);
  return isHash ? std::optional(std::move(thumbprint)) : std::nullopt;
}

}  // namespace

Result<Confirmation> readConfirmation(JsonValue cnf) {
  if (cnf.type() != JsonType::object) {
    return Error{ErrorCode::confirmationMalformed, "`cnf` is not an object"};
  }
  auto key = thumbprintNamed("jkt", cnf);
  if (!key) return Error{ErrorCode::confirmationMalformed, "`cnf.jkt` is not 43 characters of base64url"};
  auto certificate = thumbprintNamed("x5t#S256", cnf);
  if (!certificate) {
    return Error{ErrorCode::confirmationMalformed, "the certificate in `cnf` is not 43 characters of base64url"};
  }
  return Confirmation{*std::move(key), *std::move(certificate)};
}

}  // namespace jwtauth::inline v0
