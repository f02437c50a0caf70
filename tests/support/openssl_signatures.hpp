#pragma once

#include <string>
#include <string_view>

namespace jwtauth::tests {

/// Signatures that no honest issuer makes, by OpenSSL directly. All take a private key in PEM.

std::string rsaPrivateKeyPem(int bits, unsigned long exponent);
std::string rsaModulus(const std::string& privateKeyPem);

/// RSA's private operation on a block as long as the modulus, whatever it holds.
std::string rawRsaSignature(const std::string& privateKeyPem, std::string_view block);

/// RSA's public operation: the block that a signature stands for.
std::string blockOfRsaSignature(const std::string& privateKeyPem, std::string_view signature);

std::string pssSignature(const std::string& privateKeyPem, std::string_view message, const char* hash,
                         const char* maskHash, int saltLength);

/// A number of `size` bytes whose cube starts with `prefix`: a signature under e = 3 that takes no private key.
std::string cubeRootOf(std::string_view prefix, std::size_t size);

/// ECDSA's r‖s as DER.
std::string derOfEcdsa(std::string_view signature);

/// An ECDSA signature under which the verifier's point comes out at infinity; of a key on P-256 and SHA-256.
std::string ecdsaSignatureAtInfinity(const std::string& privateKeyPem, std::string_view message);

std::string sha256(std::string_view message);

}  // namespace jwtauth::tests
