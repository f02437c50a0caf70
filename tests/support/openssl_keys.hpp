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

/// Keys of kinds that not every libcrypto has, made by OpenSSL.
inline const std::string secp256k1PublicKeyPem =
    "-----BEGIN PUBLIC KEY-----\n"
    "MFYwEAYHKoZIzj0CAQYFK4EEAAoDQgAE4ysIGq70owaDsswZAOQ8gF7LhIzj4q42\n"
    "jObjl3zSbEDh1FQGwJ36AatDIX5S/HsFo2bSbEYltxUo295xpjPK2w==\n"
    "-----END PUBLIC KEY-----\n";
inline const std::string brainpoolPublicKeyPem =
    "-----BEGIN PUBLIC KEY-----\n"
    "MFowFAYHKoZIzj0CAQYJKyQDAwIIAQEHA0IABEzwMLseLXGQaf9sZ+LAhkzAuKdr\n"
    "Sp2KEgXbQmu25/UgblDgl9V/MHupjyCo8w+41bUJuBsZtCKoC/tgI1Ton14=\n"
    "-----END PUBLIC KEY-----\n";
inline const std::string ed448PublicKeyPem =
    "-----BEGIN PUBLIC KEY-----\n"
    "MEMwBQYDK2VxAzoA2FPn2q89QPdIpeJfOXmtHiAMUwuvheQ0Nb6etKCy+62J5XyC\n"
    "ykYjlKUdpZYC1VyY1WTNdKcDmYGA\n"
    "-----END PUBLIC KEY-----\n";

}  // namespace jwtauth::tests
