// A token whose header was refused goes in, the likely reason comes out: another algorithm than the configured one, an
// extension, another profile of tokens.
#include "src/explain/hints.hpp"
#include "src/explain/known_issuers.hpp"
#include "src/explain/recognition.hpp"
#include "src/text/ascii.hpp"
#include "src/text/terminal_text.hpp"

namespace jwtauth::inline v0 {
namespace {

std::string configured(const Examination& found) {
  std::string names;
  for (const std::string& name : algorithmNamesOf(found.config)) names += (names.empty() ? "" : " or ") + name;
  return names;
}

std::string algorithmOf(const Examination& found) {
  return found.header.string("alg").value_or("");
}

bool isUnknown(const Examination& found) {
  return !parseAlgorithm(algorithmOf(found));
}

bool isBySecret(const Examination& found) {
  const auto algorithm = parseAlgorithm(algorithmOf(found));
  return algorithm && isHmac(*algorithm);
}

constexpr Hint header[] = {
    {anyCode, [](const Examination& found) { return found.header.has("enc"); },
     [](const Examination& found) {
       return "The header is that of an encrypted token (JWE). " +
              wordsOr(issuerBehind(found).words.encryption, "Have the issuer sign tokens only.");
     }},
    {ErrorCode::tokenMalformed, always,
     [](const Examination& found) {
       return "The header is " + std::string(describe(found.header.fault)) +
              ": the token was altered on its way, or its maker writes JSON by hand.";
     }},
    {ErrorCode::algorithmNotAllowed, [](const Examination& found) { return !found.header.string("alg"); },
     "The header does not say by which algorithm the token is signed. Usual libraries do not make such tokens."},
    {ErrorCode::algorithmNotAllowed,
     [](const Examination& found) { return equalsWithoutCase(algorithmOf(found), "none"); },
     "The token is unsigned (alg none): anyone can write one, so it is never accepted. "
     "A test tool made it, or it is an old attack."},
    {ErrorCode::algorithmNotAllowed,
     [](const Examination& found) { return equalsWithoutCase(algorithmOf(found), configured(found)); },
     [](const Examination& found) {
       return "The alg differs only in letter case from " + configured(found) +
              "; names of algorithms are exact (RFC 7515 4.1.1). The token's maker writes the header by hand.";
     }},
    {ErrorCode::algorithmNotAllowed, isUnknown,
     [](const Examination& found) {
       return "The alg " + inQuotes(algorithmOf(found)) +
              " is not one that this library verifies. Have the issuer sign with " + configured(found) + '.';
     }},
    {ErrorCode::algorithmNotAllowed,
     [](const Examination& found) {
       return isBySecret(found) == isHmac(found.config.algorithm) || !found.config.otherAlgorithms.empty();
     },
     [](const Examination& found) {
       return "The token is signed with " + algorithmOf(found) + " and the configuration says " + configured(found) +
              ". If the issuer is meant to sign so, set algorithm: " + algorithmOf(found) + "; else change it there. " +
              std::string(issuerBehind(found).words.algorithm);
     }},
    {ErrorCode::algorithmNotAllowed, isBySecret,
     [](const Examination& found) {
       return "The token is signed with " + algorithmOf(found) + ", a shared secret; this server expects " +
              configured(found) + ". " +
              wordsOr(issuerBehind(found).words.algorithm, "Have the issuer sign with " + configured(found) + '.') +
              " If the issuer never signs so, this is an attack (key confusion).";
     }},
    {ErrorCode::algorithmNotAllowed, always,
     [](const Examination& found) {
       return "The token is signed with " + algorithmOf(found) + ", a key pair; this server is configured for " +
              configured(found) + ", a secret. Set algorithm: " + algorithmOf(found) +
              ", and in place of the secret the issuer's public keys (issuerDiscovery: true, jwksUri, or its "
              "certificate as key). " +
              std::string(issuerBehind(found).words.keys);
     }},
    {ErrorCode::headerUnsupported,
     [](const Examination& found) { return found.header.has("crit") || found.header.has("b64"); },
     "The token needs an extension of JWS (crit or b64) that its receiver must understand, and none is supported. "
     "Have the issuer make plain tokens."},
    {ErrorCode::headerUnsupported, always,
     "A member of the header is of another type than the standard says; kid and typ are strings (RFC 7515 4.1)."},
    {ErrorCode::typeMismatch, [](const Examination& found) { return kindOf(found) == TokenKind::idToken; },
     [](const Examination& found) {
       return "This seems to be an ID token, and the configuration wants typ " + inQuotes(found.config.requiredType) +
              ". The client must send its access token.";
     }},
    {ErrorCode::typeMismatch, always,
     [](const Examination& found) {
       return "The configuration wants typ " + inQuotes(found.config.requiredType) + ". " +
              wordsOr(issuerBehind(found).words.type,
                      "Have the issuer write it (RFC 9068: at+jwt for access tokens).") +
              " Or leave requiredType empty.";
     }},
};

}  // namespace

std::span<const HintGroup> headerHints() noexcept {
  static constexpr HintGroup groups[] = {header};
  return groups;
}

}  // namespace jwtauth::inline v0
