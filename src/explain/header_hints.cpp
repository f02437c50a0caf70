// A token whose header was refused goes in, the likely reason comes out: another algorithm than the configured one, an
// extension, another profile of tokens.
#include <array>

#include "src/explain/hints.hpp"
#include "src/explain/recognition.hpp"
#include "src/text/ascii.hpp"
#include "src/text/terminal_text.hpp"

namespace jwtauth::inline v0 {
namespace {

std::string configured(const Examination& found) {
  return std::string(nameOf(found.config.algorithm));
}

std::string algorithmOf(const Examination& found) {
  return found.header.string("alg").value_or("");
}

std::optional<Algorithm> knownAlgorithmOf(const Examination& found) {
  const auto algorithm = parseAlgorithm(algorithmOf(found));
  return algorithm ? std::optional(*algorithm) : std::nullopt;
}

MaybeText headerNotJson(const Examination& found) {
  if (!found.refusedWith(ErrorCode::tokenMalformed)) return std::nullopt;
  return "The header is " + std::string(describe(found.header.fault)) +
         ": the token was altered on its way, or its maker writes JSON by hand.";
}

MaybeText encryptedByHeader(const Examination& found) {
  if (!found.header.has("enc")) return std::nullopt;
  return "The header is that of an encrypted token (JWE). Have the issuer sign tokens only.";
}

MaybeText unsignedToken(const Examination& found) {
  if (!found.refusedWith(ErrorCode::algorithmNotAllowed) || !equalsWithoutCase(algorithmOf(found), "none"))
    return std::nullopt;
  return "The token is unsigned (alg none): anybody can write one, so it is never accepted. A test tool made it, or "
         "somebody tries an old attack.";
}

MaybeText algorithmMissing(const Examination& found) {
  if (!found.refusedWith(ErrorCode::algorithmNotAllowed) || found.header.string("alg")) return std::nullopt;
  return "The header does not say by which algorithm the token is signed. No usual library makes such a token.";
}

MaybeText algorithmInOtherCase(const Examination& found) {
  if (!found.refusedWith(ErrorCode::algorithmNotAllowed) || !equalsWithoutCase(algorithmOf(found), configured(found)))
    return std::nullopt;
  return "The alg differs only in letter case from " + configured(found) +
         "; names of algorithms are exact (RFC 7515 4.1.1). The token's maker writes the header by hand.";
}

MaybeText secretInPlaceOfKeyPair(const Examination& found) {
  const auto algorithm = knownAlgorithmOf(found);
  if (!found.refusedWith(ErrorCode::algorithmNotAllowed) || !algorithm || !isHmac(*algorithm) ||
      isHmac(found.config.algorithm)) {
    return std::nullopt;
  }
  return "The token is signed with " + algorithmOf(found) + ", a shared secret; this server expects " +
         configured(found) +
         ". In Auth0: Applications, your application, Settings, Advanced Settings, OAuth, JSON Web Token Signature "
         "Algorithm: RS256; for an API: APIs, your API, Settings, Signing Algorithm. If the issuer never signs so, "
         "this is "
         "an attack (key confusion).";
}

MaybeText keyPairInPlaceOfSecret(const Examination& found) {
  const auto algorithm = knownAlgorithmOf(found);
  if (!found.refusedWith(ErrorCode::algorithmNotAllowed) || !algorithm || isHmac(*algorithm) ||
      !isHmac(found.config.algorithm)) {
    return std::nullopt;
  }
  return "The token is signed with " + algorithmOf(found) + ", a key pair; this server is configured for " +
         configured(found) + ", a secret. Set algorithm: " + algorithmOf(found) +
         " and key: the issuer's certificate (in Auth0: Advanced Settings, Certificates, or https://TENANT/pem).";
}

MaybeText anotherAlgorithm(const Examination& found) {
  const auto algorithm = knownAlgorithmOf(found);
  if (!found.refusedWith(ErrorCode::algorithmNotAllowed) || !algorithm ||
      isHmac(*algorithm) != isHmac(found.config.algorithm)) {
    return std::nullopt;
  }
  return "The token is signed with " + algorithmOf(found) + " and the configuration says " + configured(found) +
         ". If the issuer is meant to sign so, set algorithm: " + algorithmOf(found) + "; else change it there.";
}

MaybeText unknownAlgorithm(const Examination& found) {
  if (!found.refusedWith(ErrorCode::algorithmNotAllowed) || algorithmOf(found).empty() || knownAlgorithmOf(found) ||
      unsignedToken(found) || algorithmInOtherCase(found)) {
    return std::nullopt;
  }
  return "The alg " + inQuotes(algorithmOf(found)) + " is none that this library verifies. Have the issuer sign with " +
         configured(found) + '.';
}

MaybeText extension(const Examination& found) {
  if (!found.refusedWith(ErrorCode::headerUnsupported) || !(found.header.has("crit") || found.header.has("b64")))
    return std::nullopt;
  return "The token needs an extension of JWS (crit or b64) that its receiver must understand, and none is supported. "
         "Have "
         "the issuer make plain tokens.";
}

MaybeText memberOfOtherType(const Examination& found) {
  if (!found.refusedWith(ErrorCode::headerUnsupported) || extension(found)) return std::nullopt;
  return "A member of the header is of another type than the standard says; kid and typ are strings (RFC 7515 4.1).";
}

MaybeText typeOfOtherProfile(const Examination& found) {
  if (!found.refusedWith(ErrorCode::typeMismatch)) return std::nullopt;
  if (kindOf(found) == TokenKind::idToken) {
    return "This seems to be an ID token, and the configuration wants typ " + inQuotes(found.config.requiredType) +
           ". The client must send its access token.";
  }
  return "The configuration wants typ " + inQuotes(found.config.requiredType) +
         ". In Auth0: APIs, your API, Settings, JSON Web Token Profile: RFC 9068 makes access tokens with at+jwt, "
         "Auth0's "
         "own profile with JWT. Or leave requiredType empty.";
}

}  // namespace

std::span<const Hint> headerHints() noexcept {
  static constexpr std::array<Hint, 12> hints{
      encryptedByHeader,      headerNotJson,          unsignedToken,    algorithmMissing, algorithmInOtherCase,
      secretInPlaceOfKeyPair, keyPairInPlaceOfSecret, anotherAlgorithm, unknownAlgorithm, extension,
      memberOfOtherType,      typeOfOtherProfile};
  return hints;
}

}  // namespace jwtauth::inline v0
