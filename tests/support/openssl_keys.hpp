#pragma once

#include <string>

namespace jwtauth::tests {

/// Keys in forms that TokenIssuer does not make, by OpenSSL directly.

/// The base64 lines of a PEM text.
std::string withoutArmor(const std::string& pem);

std::string standardBase64Of(const std::string& bytes);

/// PKCS#1 `RSA PUBLIC KEY` of a private key in PEM.
std::string rsaPublicKeyPem(const std::string& privateKeyPem);

/// PKCS#8 `ENCRYPTED PRIVATE KEY`, and the older `Proc-Type: 4,ENCRYPTED`.
std::string encryptedPrivateKeyPem(const std::string& privateKeyPem);
std::string legacyEncryptedPrivateKeyPem(const std::string& privateKeyPem);

/// SubjectPublicKeyInfo of an RSA key whose modulus is an odd number of so many bits; nobody knows its factors.
std::string rsaPublicKeyOf(int bits, unsigned long exponent);

std::string ecPublicKeyPem(const char* curve);
std::string ed448PublicKeyPem();

}  // namespace jwtauth::tests
