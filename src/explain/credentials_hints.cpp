// A header that holds no bearer token goes in, why that may be comes out. Nothing of the header is shown: an unknown
// scheme may be a password.
#include "src/explain/hints.hpp"
#include "src/explain/recognition.hpp"
#include "src/text/ascii.hpp"

namespace jwtauth::inline v0 {
namespace {

bool startsWith(const Examination& found, std::string_view word) noexcept {
  return equalsWithoutCase(found.field.substr(0, word.size()), word);
}

bool has(const Examination& found, char character) noexcept {
  return found.field.find(character) != std::string_view::npos;
}

std::string_view firstWord(const Examination& found) noexcept {
  return found.field.substr(0, found.field.find_first_of(" \t"));
}

bool hasScheme(const Examination& found, std::string_view scheme) noexcept {
  return equalsWithoutCase(firstWord(found), scheme);
}

constexpr Hint credentials[] = {
    {ErrorCode::credentialsMissing, always,
     "No credentials came. The client must send `Authorization: Bearer TOKEN`. "
     "A proxy may have dropped the header, and a browser sends none with a CORS preflight (OPTIONS)."},
    {anyCode, [](const Examination& found) { return startsWith(found, "authorization:"); },
     "The value begins with the header's own name. "
     "Send `Bearer TOKEN` as the value of Authorization, without \"Authorization:\" in it."},
    {anyCode, [](const Examination& found) { return startsWith(found, "\"") || startsWith(found, "'"); },
     "The header's value is in quotes. "
     "Send `Bearer TOKEN` without them; look at how a script or a configuration file writes it."},
    {anyCode, [](const Examination& found) { return has(found, ',') && !hasScheme(found, "digest"); },
     "Several credentials seem to be joined by a comma. "
     "A proxy or a client adds a second Authorization header; exactly one may come, with Bearer alone."},
    {anyCode, [](const Examination& found) { return looksLikeToken(firstWord(found)); },
     "The token came without the word Bearer before it. Send `Authorization: Bearer TOKEN`."},
    {anyCode, [](const Examination& found) { return equalsWithoutCase(found.field, "bearer"); },
     "The client had no token when it asked: nothing follows the word Bearer. "
     "It must finish the login first, or the variable that should hold the token is empty."},
    {ErrorCode::tokenMalformed, [](const Examination& found) { return has(found, '\t'); },
     "A tab follows the word Bearer. Send a space."},
    {anyCode, [](const Examination& found) { return startsWith(found, "bearer") && !hasScheme(found, "bearer"); },
     "Something other than a space follows the word Bearer. Send `Bearer`, one space, and the token."},
    {anyCode, [](const Examination& found) { return hasScheme(found, "basic"); },
     "The client sends a user name and a password (Basic). "
     "This server takes tokens only: log in at the issuer, and send `Authorization: Bearer TOKEN`. "
     "A user name in the address, or a browser's saved login, also makes Basic."},
    {anyCode, [](const Examination& found) { return hasScheme(found, "dpop"); },
     "The client proves that it holds its key (DPoP), which this server does not check. "
     "Switch it off for this API at the issuer (in Auth0: APIs, your API, Settings, Token Sender-Constraining: not "
     "required); then the client sends Bearer."},
    {anyCode,
     [](const Examination& found) {
       return hasScheme(found, "digest") || hasScheme(found, "negotiate") || hasScheme(found, "ntlm");
     },
     "The client tries to log in by itself (Digest, Negotiate or NTLM). "
     "This server takes tokens only: send `Authorization: Bearer TOKEN`."},
};

}  // namespace

std::span<const HintGroup> credentialsHints() noexcept {
  static constexpr HintGroup groups[] = {credentials};
  return groups;
}

}  // namespace jwtauth::inline v0
