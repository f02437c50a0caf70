#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "src/libcrypto/public_key.hpp"

namespace jwtauth::inline v0 {

/// What the certificate of a public key says, for explain().
struct CertificateFacts {
  std::string commonName;                               ///< of the subject; Auth0 puts the tenant's domain there
  std::string notBefore, notAfter;                      ///< "2026-11-24 10:00:00Z"
  long long notBeforeSeconds = 0, notAfterSeconds = 0;  ///< since 1970
};

/// A public key as a configuration or a JWK gives it.
struct GivenKey {
  PublicKey key;
  std::optional<CertificateFacts> certificate;
};

/// Reads a public key as VerificationKey::fromText describes. Throws ConfigurationError (keyUnusable or keyTooWeak).
GivenKey readPublicKeyText(std::string_view text);

/// The key of the DER of an X.509 certificate; null when it is not one. Throws ConfigurationError (keyUnusable or
/// keyTooWeak) when the key inside cannot be read.
GivenKey readCertificateDer(std::string_view der);

/// The kind of public key material that was given as an HMAC secret: "PEM text", "the base64 of a JWK or JWK Set".
/// Nothing when it is a real secret.
std::optional<std::string> publicMaterialIn(std::string_view secret);

/// The place of a secret, or a variable for it, that was given in its place; nothing for what may be a secret.
std::optional<std::string> placeInPlaceOfSecret(std::string_view text);

/// How the text of a secret looks as if it was encoded: "base64" or "hex"; empty for others. A guess for people.
std::string_view formOfSecret(std::string_view text) noexcept;

}  // namespace jwtauth::inline v0
