// A request goes in, the token at one of the configured places comes out. Refused: no token, several, a place that
// cannot be read, and a cookie with a request that a foreign page may have forged.
#include <algorithm>
#include <array>
#include <optional>

#include "src/configuration/token_places.hpp"
#include "src/stages/stages.hpp"
#include "src/text/ascii.hpp"

namespace jwtauth::inline v0 {
namespace {

constexpr std::array<std::string_view, 3> methodsThatRead{"GET", "HEAD", "OPTIONS"};

constexpr Error repeatedField{ErrorCode::credentialsRepeated,
                              "several fields of the name that tokenFrom has; expected one"};
// Which of them counts would be up to the one who set them: a neighbouring host can set one, too.
constexpr Error repeatedCookie{ErrorCode::credentialsRepeated,
                               "several cookies of the name that tokenFrom has; expected one"};

std::string_view withoutOuterBlanks(std::string_view text) noexcept {
  const auto isBlank = [](char one) { return one == ' ' || one == '\t'; };
  while (!text.empty() && isBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && isBlank(text.back())) text.remove_suffix(1);
  return text;
}

/// The value of the field of this name, if the request has one. Refuses a name that comes twice.
Result<std::optional<std::string_view>> soleField(const Request& request, std::string_view name) noexcept {
  std::optional<std::string_view> value;
  if (equalsWithoutCase(name, "Authorization")) {
    if (request.authorization.size() > 1) return repeatedField;
    if (!request.authorization.empty()) value = request.authorization.front();
    return value;
  }
  for (const RequestField& field : request.fields) {
    if (!equalsWithoutCase(field.name, name)) continue;
    if (value) return repeatedField;
    value = field.value;
  }
  return value;
}

/// The token in a place; empty: it holds none.
Result<std::string_view> tokenInField(const Request& request, const TokenPlace& place) noexcept {
  const auto field = soleField(request, place.header);
  if (!field) return field.error();
  const std::string_view value = withoutOuterBlanks(field->value_or(std::string_view()));
  if (place.scheme.empty() || value.empty()) return value;
  const std::string_view scheme = value.substr(0, value.find(' '));
  if (!equalsWithoutCase(scheme, place.scheme)) {
    return Error{ErrorCode::schemeUnsupported, "the field has another scheme than tokenFrom"};
  }
  const std::string_view token = withoutOuterBlanks(value.substr(scheme.size()));
  if (token.empty()) return Error{ErrorCode::tokenMalformed, "the scheme of tokenFrom without a token"};
  return token;
}

/// RFC 6265 4.2.1: pairs joined by semicolons. Quotation marks are part of a value, as they are for browsers. RFC 9113
/// 8.2.3: a proxy may split the field.
Result<std::string_view> tokenInCookie(const Request& request, std::string_view name) noexcept {
  std::optional<std::string_view> value;
  for (const RequestField& field : request.fields) {
    if (!equalsWithoutCase(field.name, "Cookie")) continue;
    for (std::string_view rest = field.value; !rest.empty();) {
      const std::string_view pair = rest.substr(0, rest.find(';'));
      rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
      const std::size_t equalsSign = pair.find('=');
      if (equalsSign == std::string_view::npos || withoutOuterBlanks(pair.substr(0, equalsSign)) != name) continue;
      if (value) return repeatedCookie;
      value = withoutOuterBlanks(pair.substr(equalsSign + 1));
    }
  }
  return value.value_or(std::string_view());
}

/// A browser sends its cookies with what a foreign page asks for, too; only reading does no harm then, since the page
/// cannot see the answer. It can see what a WebSocket brings.
bool onlyReads(const Request& request) noexcept {
  const bool upgrades = std::any_of(request.fields.begin(), request.fields.end(),
                                    [](const RequestField& field) { return equalsWithoutCase(field.name, "Upgrade"); });
  return !upgrades &&
         std::find(methodsThatRead.begin(), methodsThatRead.end(), request.method) != methodsThatRead.end();
}

}  // namespace

Result<Credentials> findCredentials(const Request& request, std::span<const TokenPlace> places) noexcept {
  Error error{ErrorCode::credentialsMissing, "no token at a place of tokenFrom"};
  Credentials found{};
  for (const TokenPlace& place : places) {
    const auto token = place.cookie.empty() ? tokenInField(request, place) : tokenInCookie(request, place.cookie);
    if (!token && token.error().code != ErrorCode::schemeUnsupported) return token.error();
    if (!token) error = token.error();
    if (!token || token->empty()) continue;
    if (found.place != nullptr) {
      return Error{ErrorCode::credentialsRepeated, "tokens at several places of tokenFrom; expected one"};
    }
    found = {*token, schemeOf(place), &place};
  }
  if (found.place == nullptr) return error;
  return found;
}

Result<Credentials> openCredentials(const Request& request, const JwtAuthenticationConfig& config) noexcept {
  const auto found =
      config.tokenFrom.empty() ? extractCredentials(request, config.dpop) : findCredentials(request, config.tokenFrom);
  if (!found) return found;
  const bool isInCookie = found->place != nullptr && !found->place->cookie.empty();
  if (isInCookie && !config.acceptCookieForAll && !onlyReads(request)) {
    return Error{ErrorCode::credentialsMissing,
                 "the token is in a cookie, which counts for GET, HEAD and OPTIONS without an upgrade only"};
  }
  if (found->scheme == AuthenticationScheme::dpop && (request.method.empty() || request.url.empty())) {
    return Error{ErrorCode::schemeUnsupported,
                 "the scheme DPoP, but the host of jwtauth gave neither method nor URL of the request"};
  }
  return found;
}

}  // namespace jwtauth::inline v0
