// A token whose key was not found, or whose signature does not verify, goes in, the likely reason comes out: another
// tenant, rotated keys, an end that was cut off.
#include "src/explain/hints.hpp"
#include "src/explain/known_issuers.hpp"
#include "src/explain/recognition.hpp"
#include "src/libcrypto/hash_size.hpp"
#include "src/text/terminal_text.hpp"
#include "src/text/words.hpp"

namespace jwtauth::inline v0 {
namespace {

std::string otherIssuer(const Examination& found) {
  const std::string issuer = found.payload.string("iss").value_or("");
  const auto difference = smallDifference(issuer, found.config.issuer);
  return "The token says that it comes from " + inQuotes(issuer) + ", and this server trusts " +
         inQuotes(found.config.issuer) +
         (difference ? ", which " + *difference + '.'
                     : ". The client logs in at another tenant or server than this one is configured for.");
}

bool isOfConfiguredIssuer(const Examination& found) {
  return !isOfUntrustedIssuer(found);
}

constexpr Hint provider[] = {
    {anyCode, [](const Examination& found) { return found.verdict.kind() == ErrorKind::unavailable; },
     [](const Examination& found) {
       return "The issuer's keys are unavailable right now, which is not the token's fault. " +
              (found.keyWarnings.empty()
                   ? std::string("Check that this server reaches the issuer's JWK Set (name service, proxy, "
                                 "certificates).")
                   : "The cause: " + displayed(found.keyWarnings.front(), 400) + '.');
     }},
    {anyCode, [](const Examination& found) { return found.verdict.kind() == ErrorKind::internal; },
     "The key provider itself failed, which is not the token's fault. Look into its log."},
    {anyCode, isOfUntrustedIssuer, otherIssuer},
};

constexpr Hint keyId[] = {
    {ErrorCode::keyUnknown,
     [](const Examination& found) { return found.header.has("kid") && isOfConfiguredIssuer(found); },
     [](const Examination& found) {
       return "No key has the token's kid. The issuer has probably rotated its keys: take its present JWK Set. " +
              std::string(issuerBehind(found).words.keys);
     }},
    {ErrorCode::keyUnknown, isOfConfiguredIssuer,
     "The token names no key (kid) and more than one could be meant; keys are never tried in turn. "
     "Have the issuer write a kid, or configure the one key."},
};

constexpr Hint skippedKeys[] = {
    {ErrorCode::keyUnknown, [](const Examination& found) { return !found.skippedKeys.empty(); },
     "Keys were published that cannot be used, and the token's may be one of them: see the remarks on the key."},
};

// --- signature

/// For RSA, of any usual key: a whole number of 512-bit blocks from 2048 bits on.
bool isWholeSignature(Algorithm algorithm, std::size_t bytes) noexcept {
  switch (algorithm) {
    case Algorithm::HS256:
    case Algorithm::HS384:
    case Algorithm::HS512:
      return bytes == hashSizeOf(algorithm);
    case Algorithm::ES256:
    case Algorithm::EdDSA:
      return bytes == 64;
    case Algorithm::ES384:
      return bytes == 96;
    case Algorithm::ES512:
      return bytes == 132;
    case Algorithm::RS256:
    case Algorithm::RS384:
    case Algorithm::RS512:
    case Algorithm::PS256:
    case Algorithm::PS384:
    case Algorithm::PS512:
      return bytes >= 256 && bytes % 64 == 0;
  }
  return true;
}

bool isOfWrongSize(const Examination& found) {
  return !isWholeSignature(found.algorithm, found.signatureBytes);
}

bool isInDer(const Examination& found) {
  const bool isEcdsa = found.algorithm >= Algorithm::ES256 && found.algorithm <= Algorithm::ES512;
  return isEcdsa && found.signatureBegins0x30 && isOfWrongSize(found);
}

constexpr Hint signatureText[] = {
    {ErrorCode::signatureInvalid, [](const Examination& found) { return found.signatureBytes == 0; },
     "The signature is missing: the token ends after its second dot. "
     "It was cut off there, or the signature was taken away, which is an old attack."},
    {ErrorCode::signatureInvalid, isInDer,
     "The signature is DER, as OpenSSL writes it. "
     "A JWS holds the two numbers r and s one after the other (RFC 7518 3.4): the token's maker must convert it."},
    {ErrorCode::signatureInvalid, isOfWrongSize,
     [](const Examination& found) {
       return "The signature has " + counted(found.signatureBytes, "byte") + ", which is no length of " +
              std::string(nameOf(found.algorithm)) +
              ": the token was cut off at its end. "
              "Copy it whole; look at length limits of headers, cookies and database columns.";
     }},
};

constexpr Hint signer[] = {{ErrorCode::signatureInvalid, isOfUntrustedIssuer, otherIssuer}};

constexpr Hint certificate[] = {
    {ErrorCode::signatureInvalid, certificateIsOfAnotherHost,
     [](const Examination& found) {
       return "The configured key seems to be another tenant's certificate: it is made out to " +
              inQuotes(found.certificate->commonName) + ", and the issuer is " + inQuotes(found.config.issuer) +
              ". Take the certificate of the issuer's tenant. "
              "With a custom domain the two may differ rightly. " +
              std::string(issuerBehind(found).words.keys);
     }},
};

constexpr Hint key[] = {
    {ErrorCode::signatureInvalid, [](const Examination& found) { return !found.secretForm.empty(); },
     [](const Examination& found) {
       return "The token was signed with another secret, or changed after signing. key looks like " +
              std::string(found.secretForm) +
              ", and its characters are used as they are written: if the issuer means the bytes behind them, set "
              "secretEncoding: " +
              std::string(found.secretForm) + ", or give the secret as a JWK (keys: [{kty: oct, k: ...}]).";
     }},
    {ErrorCode::signatureInvalid, [](const Examination& found) { return isHmac(found.algorithm); },
     "The token was signed with another secret, or changed after signing. "
     "The key's bytes are used as they are written: for a secret that the issuer means as base64 set "
     "secretEncoding: base64, and a line break at its end counts."},
    {ErrorCode::signatureInvalid, always,
     [](const Examination& found) {
       return "The token was signed with another key, or changed after signing. The issuer may have rotated its keys: "
              "compare the configured key with its present one, and the kid above with its JWK Set. " +
              std::string(issuerBehind(found).words.keys);
     }},
};

}  // namespace

std::span<const HintGroup> keyHints() noexcept {
  static constexpr HintGroup groups[] = {provider, keyId, skippedKeys};
  return groups;
}

std::span<const HintGroup> signatureHints() noexcept {
  static constexpr HintGroup groups[] = {signatureText, signer, certificate, key};
  return groups;
}

}  // namespace jwtauth::inline v0
