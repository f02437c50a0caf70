// A token whose key was not found, or whose signature does not verify, goes in, the likely reason comes out: another
// tenant, rotated keys, an end that was cut off.
#include <array>

#include "src/explain/hints.hpp"
#include "src/explain/recognition.hpp"
#include "src/libcrypto/hash_size.hpp"
#include "src/text/terminal_text.hpp"
#include "src/text/words.hpp"

namespace jwtauth::inline v0 {
namespace {

std::string configured(const Examination& found) {
  return std::string(nameOf(found.config.algorithm));
}

// --- key

bool isFromOtherIssuer(const Examination& found) {
  const auto issuer = found.payload.string("iss");
  return issuer && !found.config.acceptAnyIssuer && hostOf(*issuer) != hostOf(found.config.issuer);
}

MaybeText keysNotToBeHad(const Examination& found) {
  if (found.verdict.kind() != ErrorKind::unavailable) return std::nullopt;
  return "The issuer's keys cannot be had right now, which is no fault of the token. Look whether this server reaches "
         "the "
         "issuer's JWK Set (name service, proxy, certificates).";
}

MaybeText providerFailed(const Examination& found) {
  if (found.verdict.kind() != ErrorKind::internal) return std::nullopt;
  return "The key provider itself failed, which is no fault of the token. Look into its log.";
}

MaybeText otherIssuersToken(const Examination& found) {
  if (found.verdict.kind() != ErrorKind::invalidToken || !isFromOtherIssuer(found)) return std::nullopt;
  return "The token says that it comes from " + inQuotes(found.payload.string("iss").value_or("")) +
         ", and this server trusts " + inQuotes(found.config.issuer) +
         ". The client logs in at another tenant or server than this one is configured for.";
}

MaybeText keyIdMissing(const Examination& found) {
  if (!found.refusedWith(ErrorCode::keyUnknown) || found.header.has("kid")) return std::nullopt;
  return "The token names no key (kid) and more than one could be meant; keys are never tried in turn. Have the issuer "
         "write "
         "a kid, or configure the one key.";
}

MaybeText keyIdUnknown(const Examination& found) {
  if (!found.refusedWith(ErrorCode::keyUnknown) || !found.header.has("kid")) return std::nullopt;
  return "No key has the token's kid. The issuer has probably rotated its keys: take its present JWK Set. In Auth0: "
         "https://TENANT/.well-known/jwks.json.";
}

MaybeText keySkipped(const Examination& found) {
  if (!found.refusedWith(ErrorCode::keyUnknown) || found.skippedKeys.empty()) return std::nullopt;
  return "Keys were published that cannot be used, and the token's may be one of them: see the remarks on the key.";
}

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
    default:
      return bytes >= 256 && bytes % 64 == 0;
  }
}

MaybeText signatureEmpty(const Examination& found) {
  if (!found.refusedWith(ErrorCode::signatureInvalid) || found.signatureBytes != 0) return std::nullopt;
  return "The signature is missing: the token ends behind its second dot. It was cut off there, or somebody took the "
         "signature away, which is an old attack.";
}

MaybeText signatureInDer(const Examination& found) {
  const bool isEcdsa = found.config.algorithm >= Algorithm::ES256 && found.config.algorithm <= Algorithm::ES512;
  if (!found.refusedWith(ErrorCode::signatureInvalid) || !isEcdsa || !found.signatureBegins0x30 ||
      isWholeSignature(found.config.algorithm, found.signatureBytes)) {
    return std::nullopt;
  }
  return "The signature is DER, as OpenSSL writes it. A JWS holds the two numbers r and s one after the other (RFC "
         "7518 "
         "3.4): the token's maker must convert it.";
}

MaybeText signatureCut(const Examination& found) {
  if (!found.refusedWith(ErrorCode::signatureInvalid) || found.signatureBytes == 0 || signatureInDer(found) ||
      isWholeSignature(found.config.algorithm, found.signatureBytes)) {
    return std::nullopt;
  }
  return "The signature has " + counted(found.signatureBytes, "byte") + ", which is no length of " + configured(found) +
         ": the token was cut off at its end. Copy it whole; look at length limits of headers, cookies and database "
         "columns.";
}

MaybeText anotherTenantsCertificate(const Examination& found) {
  if (!found.refusedWith(ErrorCode::signatureInvalid) || !certificateIsOfAnotherHost(found)) return std::nullopt;
  return "The configured key seems to be another tenant's certificate: it is made out to " +
         inQuotes(found.certificate->commonName) + ", and the issuer is " + inQuotes(found.config.issuer) +
         ". Take the certificate of the issuer's tenant (in Auth0: https://TENANT/pem). With a custom domain the two "
         "may "
         "differ rightly.";
}

MaybeText wrongSecret(const Examination& found) {
  if (!found.refusedWith(ErrorCode::signatureInvalid) || !isHmac(found.config.algorithm)) return std::nullopt;
  return "The token was signed with another secret, or changed after signing. The key's bytes are used as they are "
         "written: "
         "a secret that the issuer means as base64 must be decoded first, and a line break at its end counts.";
}

MaybeText anotherKey(const Examination& found) {
  if (!found.refusedWith(ErrorCode::signatureInvalid) || isHmac(found.config.algorithm)) return std::nullopt;
  return "The token was signed with another key, or changed after signing. The issuer may have rotated its keys: "
         "compare the "
         "configured certificate with its present one (in Auth0: https://TENANT/pem), and the kid above with its JWK "
         "Set.";
}

}  // namespace

std::span<const Hint> keyHints() noexcept {
  static constexpr std::array<Hint, 6> hints{keysNotToBeHad, providerFailed, otherIssuersToken,
                                             keyIdMissing,   keyIdUnknown,   keySkipped};
  return hints;
}

std::span<const Hint> signatureHints() noexcept {
  static constexpr std::array<Hint, 7> hints{
      signatureEmpty, signatureInDer, signatureCut, otherIssuersToken, anotherTenantsCertificate,
      wrongSecret,    anotherKey};
  return hints;
}

}  // namespace jwtauth::inline v0
