// The values of a request's Authorization fields go in, the token and its scheme come out. Refused: none, more than
// one, another scheme, something that cannot be a token, more bytes than allowed.
#include "src/stages/stages.hpp"
#include "src/text/ascii.hpp"
#include "src/text/base64url.hpp"

namespace jwtauth::inline v0 {
namespace {

constexpr std::string_view bearerScheme = "Bearer", dpopScheme = "DPoP";

std::string_view withoutOuterSpaces(std::string_view text) noexcept {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

Error anotherScheme(std::string_view field, Possession dpop) noexcept {
  const std::string_view name = field.substr(0, field.find('\t'));
  const bool takesDpop = dpop != Possession::off;
  if (name.size() != field.size()) {
    const bool isDpop = takesDpop && equalsWithoutCase(name, dpopScheme);
    if (isDpop || equalsWithoutCase(name, bearerScheme)) {
      return {ErrorCode::tokenMalformed, "a tab after the scheme; expected a space",
              isDpop ? AuthenticationScheme::dpop : AuthenticationScheme::bearer};
    }
  }
  return {ErrorCode::schemeUnsupported,
          takesDpop ? "an Authorization scheme other than DPoP and Bearer" : "the Authorization scheme is not Bearer"};
}

}  // namespace

Result<Credentials> extractCredentials(const Request& request, Possession dpop) noexcept {
  const auto& fields = request.authorization;
  if (fields.empty()) {
    return Error{ErrorCode::credentialsMissing, "no Authorization field; expected one with a token"};
  }
  if (fields.size() > 1) {
    return Error{ErrorCode::credentialsRepeated, "more than one Authorization field; expected exactly one"};
  }
  const std::string_view field = withoutOuterSpaces(fields.front());
  if (field.empty()) {
    return Error{ErrorCode::credentialsMissing, "an empty Authorization field; expected a scheme and a token"};
  }
  // RFC 9110 11.1: the scheme is compared without letter case; 11.4: one or more spaces follow it.
  const std::string_view name = field.substr(0, field.find(' '));
  const bool isBearer = name == bearerScheme || equalsWithoutCase(name, bearerScheme);
  if (!isBearer && (dpop == Possession::off || !equalsWithoutCase(name, dpopScheme))) return anotherScheme(field, dpop);
  const auto scheme = isBearer ? AuthenticationScheme::bearer : AuthenticationScheme::dpop;
  const std::string_view token = withoutOuterSpaces(field.substr(name.size()));
  if (token.empty()) return Error{ErrorCode::tokenMalformed, "a scheme without a token", scheme};
  return Credentials{token, scheme};
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
