// A token that is not three canonical parts goes in, what may have happened to it comes out. Nothing of it is shown.
#include <algorithm>
#include <array>

#include "src/explain/hints.hpp"
#include "src/explain/recognition.hpp"
#include "src/text/ascii.hpp"
#include "src/text/base64url.hpp"
#include "src/text/terminal_text.hpp"
#include "src/text/words.hpp"

namespace jwtauth::inline v0 {
namespace {

bool has(const Examination& found, std::string_view characters) noexcept {
  return found.sent.find_first_of(characters) != std::string::npos;
}

bool contains(const Examination& found, std::string_view text) noexcept {
  return found.sent.find(text) != std::string::npos;
}

/// Nothing but what a compact token is written with.
bool isCleanText(const Examination& found) noexcept {
  return std::all_of(found.compact.begin(), found.compact.end(), [](char one) {
    return isDigit(one) || (lowerCase(one) >= 'a' && lowerCase(one) <= 'z') || one == '.' || one == '-' || one == '_';
  });
}

/// What one more layer of base64url holds, when that is a token.
bool isWrappedToken(std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  const auto inner = text.find('.') == std::string_view::npos ? decodeBase64Url(text) : std::nullopt;
  return inner && looksLikeToken(*inner);
}

MaybeText tooLarge(const Examination& found) {
  if (!found.refusedWith(ErrorCode::tokenTooLarge)) return std::nullopt;
  return "The token has " + counted(found.tokenSize, "byte") + " and maxTokenBytes is " +
         std::to_string(found.config.maxTokenBytes) +
         ". Usually too many claims are put into it (all groups, whole profiles): have the issuer leave some out, or "
         "raise maxTokenBytes.";
}

MaybeText placeholder(const Examination& found) {
  constexpr std::array<std::string_view, 6> words{"undefined", "null", "none", "nan", "token", "[object object]"};
  const bool isWord = std::any_of(words.begin(), words.end(),
                                  [&](std::string_view word) { return equalsWithoutCase(found.sent, word); });
  const bool isVariable = has(found, "${}") && !found.sent.starts_with("{\"");
  const bool isBracketed =
      found.sent.starts_with('<') && found.sent.ends_with('>') && !looksLikeToken(found.sent.substr(1));
  if (!isWord && !isVariable && !isBracketed) return std::nullopt;
  return "A placeholder came in place of a token (such as undefined, null or ${TOKEN}). The client put the text "
         "together "
         "before it had the token: wait for the login, or look at the name of the variable.";
}

MaybeText bearerTwice(const Examination& found) {
  if (!equalsWithoutCase(std::string_view(found.sent).substr(0, 6), "bearer")) return std::nullopt;
  return "The word Bearer stands twice. One part of the client adds it to a text that has it already.";
}

MaybeText inQuotes(const Examination& found) {
  if (!has(found, "\"'`") && !(found.sent.starts_with('<') && looksLikeToken(found.sent.substr(1))))
    return std::nullopt;
  if (found.sent.starts_with('{')) return std::nullopt;
  return "The token is in quotes or brackets. Send it bare: a JSON string must be read, not copied with its quotes.";
}

MaybeText joinedByComma(const Examination& found) {
  if (!has(found, ",") || found.sent.starts_with('{')) return std::nullopt;
  return "A comma is in the token: two Authorization headers were joined into one. Exactly one may come; look at what "
         "a "
         "proxy adds.";
}

MaybeText wrappedUnawares(const Examination& found) {
  if (found.config.base64Encoded || !isWrappedToken(found.sent)) return std::nullopt;
  return "base64Encoded seems set the wrong way round: it is false, and the token came base64url-encoded once more. "
         "Set "
         "base64Encoded: true, or have the client send the token as it got it.";
}

MaybeText plainUnawares(const Examination& found) {
  if (!found.config.base64Encoded || !looksLikeToken(found.sent)) return std::nullopt;
  return "base64Encoded seems set the wrong way round: it is true, and the token came plain. Set base64Encoded: false. "
         "(It is about the token, not about the key.)";
}

MaybeText wrappedTwice(const Examination& found) {
  if (!found.config.base64Encoded || !isWrappedToken(found.compact)) return std::nullopt;
  return "The token is base64url-encoded twice more, and base64Encoded takes off one layer. Two parts of the client "
         "encode it.";
}

MaybeText encrypted(const Examination& found) {
  const bool sayEncryption = found.header.has("enc");
  if (found.partCount != 5 && !sayEncryption) return std::nullopt;
  return "This is an encrypted token (JWE): was the audience parameter left out of the login? Auth0 then issues an "
         "opaque "
         "token that only its own /userinfo can read. In Auth0 create an API (Applications, APIs), and have the client "
         "ask "
         "for audience=IDENTIFIER OF THE API; a single-page app gives it in authorizationParams.audience. If the API "
         "has "
         "JSON Web Encryption switched on, switch it off.";
}

MaybeText shortenedByDisplay(const Examination& found) {
  if (!contains(found, "...") && !contains(found, "\xe2\x80\xa6")) return std::nullopt;
  return "Dots stand where the token's middle was: it was copied from a place that shows it shortened. Copy the whole "
         "token.";
}

MaybeText whiteSpaceInside(const Examination& found) {
  if (!has(found, " \t\r\n")) return std::nullopt;
  return "White space or a line break is inside of the token: copying and pasting altered it. A token is one word "
         "without breaks (base64 -w0, not base64).";
}

MaybeText keyInPlaceOfToken(const Examination& found) {
  if (!contains(found, "-----BEGIN") && !(found.sent.starts_with("MII") && found.partCount == 1)) return std::nullopt;
  return "A key or certificate came in place of a token. If it is a private key, replace it: it has been sent over the "
         "network. The token is what the issuer's login or /oauth/token answers.";
}

MaybeText jsonSerialisation(const Examination& found) {
  if (!found.sent.starts_with('{')) return std::nullopt;
  return "JSON came in place of a token: the whole answer of /oauth/token, perhaps, or a JWS in its JSON form. Send "
         "the "
         "member access_token alone, which is three parts joined by dots.";
}

MaybeText padding(const Examination& found) {
  if (!has(found, "=") || isWrappedToken(found.sent)) return std::nullopt;
  return "The token holds `=`. Its parts are base64url without padding (RFC 7515 2); what made or copied it uses "
         "another "
         "encoder, or a name came with it (token=...).";
}

MaybeText otherAlphabet(const Examination& found) {
  if (!has(found, "+/")) return std::nullopt;
  return "The token holds `+` or `/`, which are base64 but not base64url. What made or copied it uses another encoder.";
}

MaybeText percentEncoded(const Examination& found) {
  if (!has(found, "%")) return std::nullopt;
  return "The token holds `%`: it was percent-encoded as for an address. Send it as it is.";
}

MaybeText strangeLetters(const Examination& found) {
  const bool strange = std::any_of(found.sent.begin(), found.sent.end(), [](char one) {
    return static_cast<unsigned char>(one) >= 0x80 || (isControl(one) && !isSpace(one));
  });
  if (!strange) return std::nullopt;
  return "The token holds invisible or non-ASCII characters: copying and pasting altered it.";
}

MaybeText opaque(const Examination& found) {
  if (found.partCount != 1 || !isCleanText(found) || isWrappedToken(found.compact) || placeholder(found) ||
      keyInPlaceOfToken(found)) {
    return std::nullopt;
  }
  return "No dot is in the token, so it is no JWT: an opaque access token, a session id, an API key or an "
         "authorization "
         "code. In Auth0 ask for a JWT by giving the API's identifier as the audience parameter of the login.";
}

MaybeText cutBeforeSignature(const Examination& found) {
  if (found.partCount != 2 || !isCleanText(found)) return std::nullopt;
  return "Only two parts came: the token was cut off before its signature. Look at length limits of headers, cookies "
         "and "
         "database columns.";
}

MaybeText cutInSignature(const Examination& found) {
  if (found.partCount != 3 || !isCleanText(found) || !found.header.readable || !found.payload.decodable)
    return std::nullopt;
  return "The " + counted(found.signatureCharacters, "character") +
         " of the signature are not the base64url of whole bytes: the token was cut off or altered at its end. Copy it "
         "whole; look at length limits.";
}

MaybeText alteredParts(const Examination& found) {
  if (found.partCount != 3 || !isCleanText(found) || (found.header.decodable && found.payload.decodable))
    return std::nullopt;
  return std::string("The ") + (found.header.decodable ? "payload" : "header") +
         " is not canonical base64url: a character was lost, added or changed on the token's way.";
}

MaybeText tooManyParts(const Examination& found) {
  if (found.partCount < 4 || found.partCount == 5 || !isCleanText(found) || shortenedByDisplay(found))
    return std::nullopt;
  return "The token has " + counted(found.partCount, "part") +
         ". A signed token has three; perhaps two tokens were joined, or a dot was added.";
}

}  // namespace

std::span<const Hint> tokenHints() noexcept {
  static constexpr std::array<Hint, 22> hints{
      tooLarge,           placeholder,    bearerTwice,   inQuotes,           joinedByComma,     wrappedUnawares,
      plainUnawares,      wrappedTwice,   encrypted,     shortenedByDisplay, jsonSerialisation, keyInPlaceOfToken,
      whiteSpaceInside,   padding,        otherAlphabet, percentEncoded,     strangeLetters,    opaque,
      cutBeforeSignature, cutInSignature, alteredParts,  tooManyParts};
  return hints;
}

}  // namespace jwtauth::inline v0
