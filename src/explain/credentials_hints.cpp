// A header that holds no bearer token goes in, why that may be comes out. Nothing of the header is shown: an unknown
// scheme may be a password.
#include <array>

#include "src/explain/hints.hpp"
#include "src/explain/recognition.hpp"
#include "src/text/ascii.hpp"

namespace jwtauth::inline v0 {
namespace {

bool startsWith(std::string_view text, std::string_view word) noexcept {
  return equalsWithoutCase(text.substr(0, word.size()), word);
}

std::string_view firstWord(const Examination& found) noexcept {
  return found.field.substr(0, found.field.find_first_of(" \t"));
}

bool hasScheme(const Examination& found, std::string_view scheme) noexcept {
  return equalsWithoutCase(firstWord(found), scheme);
}

MaybeText nothingCame(const Examination& found) {
  if (!found.refusedWith(ErrorCode::credentialsMissing)) return std::nullopt;
  return "No credentials came. The client must send `Authorization: Bearer TOKEN`. A proxy may have dropped the "
         "header, "
         "and a browser sends none with a CORS preflight (OPTIONS).";
}

MaybeText headerNameIncluded(const Examination& found) {
  if (!startsWith(found.field, "authorization:")) return std::nullopt;
  return "The value begins with the header's own name. Send `Bearer TOKEN` as the value of Authorization, without "
         "\"Authorization:\" in it.";
}

MaybeText quotedWhole(const Examination& found) {
  if (!found.field.starts_with('"') && !found.field.starts_with('\'')) return std::nullopt;
  return "The header's value is in quotes. Send `Bearer TOKEN` without them; look at how a script or a configuration "
         "file writes it.";
}

MaybeText severalCredentials(const Examination& found) {
  if (found.field.find(',') == std::string_view::npos || hasScheme(found, "digest")) return std::nullopt;
  return "Several credentials seem to be joined by a comma. A proxy or a client adds a second Authorization header; "
         "exactly one may come, with Bearer alone.";
}

MaybeText tokenWithoutScheme(const Examination& found) {
  if (!looksLikeToken(firstWord(found))) return std::nullopt;
  return "The token came without the word Bearer before it. Send `Authorization: Bearer TOKEN`.";
}

MaybeText nothingAfterBearer(const Examination& found) {
  if (!equalsWithoutCase(found.field, "bearer")) return std::nullopt;
  return "The client had no token when it asked: Bearer stands alone. It must finish the login first, or the variable "
         "that should hold the token is empty.";
}

MaybeText noSpaceAfterBearer(const Examination& found) {
  if (!startsWith(found.field, "bearer") || hasScheme(found, "bearer")) return std::nullopt;
  return "Something else than a space follows the word Bearer. Send `Bearer`, one space, and the token.";
}

MaybeText tabAfterBearer(const Examination& found) {
  if (!found.refusedWith(ErrorCode::tokenMalformed) || found.field.find('\t') == std::string_view::npos)
    return std::nullopt;
  return "A tab follows the word Bearer. Send a space.";
}

MaybeText basicCredentials(const Examination& found) {
  if (!hasScheme(found, "basic")) return std::nullopt;
  return "The client sends a user name and a password (Basic). This server takes tokens only: log in at the issuer, "
         "and "
         "send `Authorization: Bearer TOKEN`. A user name in the address, or a browser's saved login, also makes "
         "Basic.";
}

MaybeText senderConstrained(const Examination& found) {
  if (!hasScheme(found, "dpop")) return std::nullopt;
  return "The client proves its key (DPoP), which this server does not check. In Auth0: APIs, your API, Settings, "
         "Token "
         "Sender-Constraining: not required; then the client sends Bearer.";
}

MaybeText otherLogin(const Examination& found) {
  for (const std::string_view scheme : {"digest", "negotiate", "ntlm"}) {
    if (hasScheme(found, scheme)) {
      return "The client tries to log in by itself (Digest, Negotiate or NTLM). This server takes tokens only: send "
             "`Authorization: Bearer TOKEN`.";
    }
  }
  return std::nullopt;
}

}  // namespace

std::span<const Hint> credentialsHints() noexcept {
  static constexpr std::array<Hint, 11> hints{
      nothingCame,    headerNameIncluded, quotedWhole,      severalCredentials, tokenWithoutScheme, nothingAfterBearer,
      tabAfterBearer, noSpaceAfterBearer, basicCredentials, senderConstrained,  otherLogin};
  return hints;
}

}  // namespace jwtauth::inline v0
