// A token that is not three canonical parts goes in, what may have happened to it comes out. Nothing of it is shown.
#include <algorithm>
#include <array>

#include "src/explain/hints.hpp"
#include "src/explain/known_issuers.hpp"
#include "src/explain/recognition.hpp"
#include "src/text/ascii.hpp"
#include "src/text/base64url.hpp"
#include "src/text/words.hpp"

namespace jwtauth::inline v0 {
namespace {

bool has(const Examination& found, std::string_view characters) noexcept {
  return found.sent.find_first_of(characters) != std::string::npos;
}

bool contains(const Examination& found, std::string_view text) noexcept {
  return found.sent.find(text) != std::string::npos;
}

bool isTokenAfter(char bracket, const Examination& found) {
  return found.sent.starts_with(bracket) && looksLikeToken(found.sent.substr(1));
}

bool isPlaceholder(const Examination& found) {
  constexpr std::array<std::string_view, 6> words{"undefined", "null", "none", "nan", "token", "[object object]"};
  const bool isWord = std::any_of(words.begin(), words.end(),
                                  [&](std::string_view word) { return equalsWithoutCase(found.sent, word); });
  const bool isBracketed = found.sent.starts_with('<') && found.sent.ends_with('>');
  return isWord || has(found, "${}") || (isBracketed && !isTokenAfter('<', found));
}

/// What one more layer of base64url holds is a token.
bool isWrappedToken(std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  const auto inner = text.find('.') == std::string_view::npos ? decodeBase64Url(text) : std::nullopt;
  return inner && looksLikeToken(*inner);
}

bool hasStrangeLetters(const Examination& found) {
  return std::any_of(found.sent.begin(), found.sent.end(), [](char one) {
    return static_cast<unsigned char>(one) >= 0x80 || (isControl(one) && !isSpace(one));
  });
}

bool isOpaqueOfKnownIssuer(const Examination& found) {
  return issuerOfOpaque(found) != nullptr;
}

std::string opaqueAdvice(const Examination& found) {
  const KnownIssuer& issuer = issuerBehind(found);
  const std::string name(issuer.name.empty() ? "its issuer" : issuer.name);
  return "This is an opaque token of " + name + ", which only " + name + " can read, not a JWT. " +
         wordsOr(issuer.words.signedForm, "Have the issuer issue JWTs for this API.");
}

constexpr Hint whatCame[] = {
    {ErrorCode::tokenTooLarge, always,
     [](const Examination& found) {
       return "The token has " + counted(found.tokenSize, "byte") + " and maxTokenBytes is " +
              std::to_string(found.config.maxTokenBytes) +
              ". Usually too many claims are put into it (all groups, whole profiles): "
              "have the issuer leave some out, or raise maxTokenBytes.";
     }},
    {anyCode, [](const Examination& found) { return found.sent.starts_with('{') && has(found, "\""); },
     "JSON came in place of a token: the whole answer of the token endpoint, perhaps, or a JWS in its JSON form. "
     "Send the member access_token alone, which is three parts joined by dots."},
    {anyCode, isPlaceholder,
     "A placeholder came in place of a token (such as undefined, null or ${TOKEN}). "
     "The client put the text together before it had the token: wait for the login, or look at the variable's name."},
    {anyCode,
     [](const Examination& found) {
       return contains(found, "-----BEGIN") || (found.sent.starts_with("MII") && found.partCount == 1);
     },
     "A key or certificate came in place of a token. "
     "If it is a private key, replace it: it has been sent over the network. "
     "The token is what the issuer's login or token endpoint answers."},
    {anyCode, [](const Examination& found) { return equalsWithoutCase(found.sent.substr(0, 6), "bearer"); },
     "The word Bearer came twice. One part of the client adds it to a text that has it already."},
    {anyCode, [](const Examination& found) { return has(found, "\"'`") || isTokenAfter('<', found); },
     "The token is in quotes or brackets. Send it bare: a JSON string must be read, not copied with its quotes."},
    {anyCode, [](const Examination& found) { return has(found, ","); },
     "A comma is in the token: two Authorization headers were joined into one. "
     "Exactly one may come; look at what a proxy adds."},
    {anyCode, [](const Examination& found) { return !found.config.base64Encoded && isWrappedToken(found.sent); },
     "base64Encoded seems to be the wrong way round: it is false, and the token came base64url-encoded once more. "
     "Set base64Encoded: true, or have the client send the token as it got it."},
    {anyCode, [](const Examination& found) { return found.config.base64Encoded && looksLikeToken(found.sent); },
     "base64Encoded seems to be the wrong way round: it is true, and the token came plain. "
     "Set base64Encoded: false. (It is about the token, not about the key.)"},
    {anyCode, [](const Examination& found) { return found.config.base64Encoded && isWrappedToken(found.compact); },
     "The token is base64url-encoded twice more, and base64Encoded takes off one layer. "
     "Two parts of the client encode it."},
    {anyCode, [](const Examination& found) { return found.partCount == 5 || found.header.has("enc"); },
     [](const Examination& found) {
       return "This is an encrypted token (JWE). " +
              wordsOr(issuerBehind(found).words.encryption,
                      "Have the issuer sign access tokens only (a setting of the client or of the API); a refresh "
                      "token may be encrypted, too, and is for the issuer alone.");
     }},
    {anyCode, [](const Examination& found) { return contains(found, "...") || contains(found, "\xe2\x80\xa6"); },
     "Dots stand where the token's middle was: it was copied from a place that shows it shortened. "
     "Copy the whole token."},
    {anyCode, isOpaqueOfKnownIssuer, opaqueAdvice},
    {anyCode, [](const Examination& found) { return has(found, " \t\r\n"); },
     "White space or a line break is inside the token: copying and pasting altered it. "
     "A token is one word without breaks (base64 -w0, not base64)."},
    {anyCode, [](const Examination& found) { return has(found, "="); },
     "The token holds `=`. Its parts are base64url without padding (RFC 7515 2); "
     "what made or copied it uses another encoder, or a name came with it (token=...)."},
    {anyCode, [](const Examination& found) { return has(found, "+/"); },
     "The token holds `+` or `/`, which are base64 but not base64url. What made or copied it uses another encoder."},
    {anyCode, [](const Examination& found) { return has(found, "%"); },
     "The token holds `%`: it was percent-encoded as for an address. Send it as it is."},
    {anyCode, hasStrangeLetters, "The token holds invisible or non-ASCII characters: copying and pasting altered it."},
    {anyCode, [](const Examination& found) { return found.partCount == 1; },
     [](const Examination& found) {
       return "No dot is in the token, so it is not a JWT: "
              "it is an opaque access token, a session id, an API key or an authorization code. " +
              wordsOr(issuerBehind(found).words.signedForm, "Have the issuer issue JWTs for this API.");
     }},
    {anyCode, [](const Examination& found) { return found.partCount == 2; },
     [](const Examination& found) {
       return found.header.readable ? std::string(
                                          "Only two parts came: the token was cut off before its signature. "
                                          "Look at length limits of headers, cookies and database columns.")
                                    : opaqueAdvice(found);
     }},
    {anyCode, [](const Examination& found) { return found.partCount > 3; },
     [](const Examination& found) {
       return "The token has " + counted(found.partCount, "part") +
              ". A signed token has three; perhaps two tokens were joined, or a dot was added.";
     }},
    {anyCode, [](const Examination& found) { return !found.header.decodable || !found.payload.decodable; },
     [](const Examination& found) {
       return std::string("The ") + (found.header.decodable ? "payload" : "header") +
              " is not canonical base64url: a character was lost, added or changed on the token's way.";
     }},
    {anyCode, [](const Examination& found) { return found.header.readable; },
     [](const Examination& found) {
       return "The " + counted(found.signatureCharacters, "character") +
              " of the signature are not the base64url of whole bytes: the token was cut off or altered at its end. "
              "Copy it whole; look at length limits.";
     }},
};

}  // namespace

std::span<const HintGroup> tokenHints() noexcept {
  static constexpr HintGroup groups[] = {whatCame};
  return groups;
}

}  // namespace jwtauth::inline v0
