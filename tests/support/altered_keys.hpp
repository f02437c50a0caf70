#pragma once

#include "jwtauth/testing.hpp"
#include "tests/support/bytes.hpp"
#include "tests/support/der.hpp"
#include "tests/support/openssl_keys.hpp"

// Keys and certificates in DER that TokenIssuer does not make, out of those that it makes.
namespace jwtauth::tests {

inline std::string publicDerOf(const testing::TokenIssuer& issuer) {
  return bytesOfBase64(withoutArmor(issuer.publicKeyPem()));
}

inline std::string certificateDerOf(const testing::TokenIssuer& issuer) {
  return bytesOfBase64(withoutArmor(issuer.certificatePem()));
}

/// The issuer's certificate with another element in the place of one of its own; the signature no longer matches.
inline std::string certificateWith(const testing::TokenIssuer& issuer, const std::string& own,
                                   const std::string& element) {
  const std::string certificate = certificateDerOf(issuer);
  const auto [begin, end] = derContentAt(certificate, derContentAt(certificate, 0).first);
  std::string toBeSigned = certificate.substr(begin, end - begin);
  toBeSigned.replace(toBeSigned.find(own), own.size(), element);
  return der(derSequence, der(derSequence, toBeSigned) + certificate.substr(end));
}

/// With this SubjectPublicKeyInfo.
inline std::string certificateWithKey(const testing::TokenIssuer& issuer, const std::string& key) {
  return certificateWith(issuer, publicDerOf(issuer), key);
}

/// The issuer's RSA key as one for RSASSA-PSS alone (RFC 4055 1.2), with these RSASSA-PSS-params.
inline std::string pssKeyOf(const testing::TokenIssuer& rsa, const std::string& parameters) {
  const std::string key = publicDerOf(rsa), id = bytesOfHex("06092a864886f70d01010a");
  const auto [begin, end] = derContentAt(key, 0);
  const std::size_t bits = derContentAt(key, begin).second;  // after the AlgorithmIdentifier
  return der(derSequence, der(derSequence, id + parameters) + key.substr(bits, end - bits));
}

/// RSASSA-PSS-params that allow SHA-256 with a salt of this many bytes and more.
inline std::string pssOfSha256(char saltSize) {
  const std::string sha256 = der(derSequence, bytesOfHex("0609608648016503040201") + bytesOfHex("0500"));
  const std::string mask = der(derSequence, bytesOfHex("06092a864886f70d010108") + sha256);
  return der(derSequence, der('\xa0', sha256) + der('\xa1', mask) + der('\xa2', der(derInteger, {saltSize})));
}

/// A key on P-256 whose parameters are written out (RFC 3279 2.3.5), with this point as the generator.
inline std::string p256KeyWithParameters(const std::string& generator, const std::string& point) {
  const std::string p = bytesOfHex("00ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
  const std::string a = bytesOfHex("ffffffff00000001000000000000000000000000fffffffffffffffffffffffc");
  const std::string b = bytesOfHex("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b");
  const std::string n = bytesOfHex("00ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
  const std::string primeField = bytesOfHex("06072a8648ce3d0101"), ecPublicKey = bytesOfHex("06072a8648ce3d0201");
  const std::string parameters =
      der(derSequence, der(derInteger, "\1") + der(derSequence, primeField + der(derInteger, p)) +
                           der(derSequence, der(derOctetString, a) + der(derOctetString, b)) +
                           der(derOctetString, generator) + der(derInteger, n) + der(derInteger, "\1"));
  return der(derSequence, der(derSequence, ecPublicKey + parameters) + der(derBitString, '\0' + point));
}

}  // namespace jwtauth::tests
