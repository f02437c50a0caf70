// The values of a request's Authorization fields go in, the bearer token comes out. Refused: none, more than one,
// another scheme, something that cannot be a token, more bytes than allowed.
#include "src/stages/stages.hpp"
#include "src/text/ascii.hpp"
#include "src/text/base64url.hpp"

namespace jwtauth::inline v0 {
namespace {

constexpr std::string_view bearerScheme = "Bearer";

std::string_view withoutOuterSpaces(std::string_view text) noexcept {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

}  // namespace

Result<std::string_view> extractBearer(std::span<const std::string_view> authorizationFields) noexcept {
  if (authorizationFields.empty()) {
    return Error{ErrorCode::credentialsMissing, "no Authorization field; expected one with the scheme Bearer"};
  }
  if (authorizationFields.size() > 1) {
    return Error{ErrorCode::credentialsRepeated, "more than one Authorization field; expected exactly one"};
  }
  const std::string_view field = withoutOuterSpaces(authorizationFields.front());
  if (field.empty()) {
    return Error{ErrorCode::credentialsMissing, "an empty Authorization field; expected the scheme Bearer and a token"};
  }
  // RFC 9110 11.1: the scheme is compared without letter case; 11.4: one or more spaces follow it.
  const std::string_view scheme = field.substr(0, field.find(' '));
  if (scheme != bearerScheme && !equalsWithoutCase(scheme, bearerScheme)) {
    if (equalsWithoutCase(field.substr(0, bearerScheme.size()), bearerScheme) &&
        field.substr(bearerScheme.size()).starts_with('\t')) {
      return Error{ErrorCode::tokenMalformed, "a tab after the scheme Bearer; expected a space"};
    }
    return Error{ErrorCode::schemeUnsupported, "the Authorization scheme is not Bearer"};
  }
  const std::string_view token = withoutOuterSpaces(field.substr(scheme.size()));
  if (token.empty()) {
    return Error{ErrorCode::tokenMalformed, "the scheme Bearer without a token"};
  }
  return token;
}

Result<std::string_view> limitToken(std::string_view token, std::size_t maxTokenBytes) noexcept {
  if (token.size() > maxTokenBytes) {
    return Error{ErrorCode::tokenTooLarge, "the token is longer than maxTokenBytes"};
  }
  return token;
}

Result<std::string> unwrapToken(std::string_view token) {
  // Java's encoder, which RESTHeart's clients use, pads by default; the padding is outside of what is signed.
  if (token.size() % 4 == 0) {
    for (int padding = 0; padding < 2 && token.ends_with('='); ++padding) token.remove_suffix(1);
  }
  std::optional<std::string> unwrapped = decodeBase64Url(token);
  if (!unwrapped) {
    return Error{ErrorCode::tokenMalformed,
                 "base64Encoded is set, so one more layer of base64url around the token was expected"};
  }
  return *std::move(unwrapped);
}

}  // namespace jwtauth::inline v0
