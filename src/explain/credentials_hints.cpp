// A header that holds no bearer token goes in, why that may be comes out. Nothing of the header is shown: an unknown
// scheme may be a password.
#include "src/configuration/token_places.hpp"
#include "src/explain/hints.hpp"
#include "src/explain/known_issuers.hpp"
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

bool looksElsewhere(const Examination& found) noexcept {
  return !found.config.tokenFrom.empty();
}

std::string placesOfTokens(const Examination& found) {
  std::string text;
  for (const TokenPlace& place : found.config.tokenFrom) text += (text.empty() ? "" : " or ") + describe(place);
  return text;
}

constexpr Hint credentials[] = {
    {ErrorCode::credentialsMissing, [](const Examination& found) { return !found.place.empty(); },
     [](const Examination& found) {
       return "The token came in " + found.place +
              " with a request that may change something or opens a WebSocket, and a browser sends cookies with "
              "requests that a foreign page forged, too. Have the page send the token in a header (tokenFrom), or set "
              "acceptCookieForAll: true where something else keeps such requests out.";
     }},
    {ErrorCode::credentialsMissing, looksElsewhere,
     [](const Examination& found) {
       return "No token came in " + placesOfTokens(found) + ", where tokenFrom has it. " +
              (found.field.empty() ? "A proxy may have dropped it, or the program that runs this library does not give "
                                     "it the request's fields (Request::fields)."
                                   : "Authorization came, which is not looked at: have the client send it there, or "
                                     "name Authorization in tokenFrom, too.");
     }},
    {ErrorCode::credentialsMissing, [](const Examination& found) { return !issuerBehind(found).words.place.empty(); },
     [](const Examination& found) { return std::string(issuerBehind(found).words.place); }},
    {ErrorCode::credentialsRepeated, looksElsewhere,
     [](const Examination& found) {
       return "More than one token came in " + placesOfTokens(found) +
              ", or one of these came twice. Exactly one may come: which of several counts would be up to whoever adds "
              "one. A cookie of this name may have been set for another path or by a neighbouring host.";
     }},
    {ErrorCode::schemeUnsupported, looksElsewhere,
     [](const Examination& found) {
       return "The field came with another scheme; the token is expected in " + placesOfTokens(found) + '.';
     }},
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
    {anyCode, [](const Examination& found) { return hasScheme(found, "dpop") && found.config.dpop != Possession::off; },
     "The client proves that it holds its key (DPoP), but the program that runs this library does not say for which "
     "request (Request::method, Request::url)."},
    {anyCode, [](const Examination& found) { return hasScheme(found, "dpop"); },
     "The client proves that it holds its key (DPoP), and `dpop` is off at this server. Set dpop: allowed, or switch it "
     "off for this API at the issuer (in Auth0: APIs, your API, Settings, Token Sender-Constraining: not required); "
     "then the client sends Bearer."},
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
