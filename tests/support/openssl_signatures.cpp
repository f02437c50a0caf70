#include "tests/support/openssl_signatures.hpp"

#include <openssl/ecdsa.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <stdexcept>

#include "src/libcrypto/openssl_handles.hpp"
#include "tests/support/bytes.hpp"

namespace jwtauth::tests {
namespace {

using BioHandle = std::unique_ptr<BIO, OpensslDeleter<BIO_free>>;
using NumberContextHandle = std::unique_ptr<BN_CTX, OpensslDeleter<BN_CTX_free>>;
using EcdsaHandle = std::unique_ptr<ECDSA_SIG, OpensslDeleter<ECDSA_SIG_free>>;

void require(bool succeeded) {
  if (!succeeded) throw std::runtime_error("OpenSSL failed while a test signature was made");
}

const unsigned char* bytesOf(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* bytesOf(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

PkeyHandle readPrivate(const std::string& pem) {
  const BioHandle memory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  PkeyHandle key(PEM_read_bio_PrivateKey(memory.get(), nullptr, nullptr, nullptr));
  require(key != nullptr);
  return key;
}

NumberHandle numberOf(std::string_view bytes) {
  NumberHandle number(BN_bin2bn(bytesOf(bytes), static_cast<LibcryptoSize>(bytes.size()), nullptr));
  require(number != nullptr);
  return number;
}

using SequenceHandle =
    std::unique_ptr<ASN1_SEQUENCE_ANY,
                    decltype([](ASN1_SEQUENCE_ANY* sequence) { sk_ASN1_TYPE_pop_free(sequence, ASN1_TYPE_free); })>;

/// One of the numbers of a key: a string of bytes in the sequence that `encode` makes of the key.
NumberHandle numberIn(EVP_PKEY* key, int (*encode)(const EVP_PKEY*, unsigned char**), LibcryptoSize place) {
  unsigned char* der = nullptr;
  const long size = encode(key, &der);
  require(size > 0);
  const BytesHandle owner(der);
  const unsigned char* position = der;
  const SequenceHandle sequence(d2i_ASN1_SEQUENCE_ANY(nullptr, &position, size));
  require(sequence && sk_ASN1_TYPE_num(sequence.get()) > place);
  const ASN1_STRING* number = sk_ASN1_TYPE_value(sequence.get(), place)->value.asn1_string;
  return numberOf({reinterpret_cast<const char*>(ASN1_STRING_get0_data(number)),
                   static_cast<std::size_t>(ASN1_STRING_length(number))});
}

NumberHandle modulusOf(EVP_PKEY* rsa) {
  return numberIn(rsa, i2d_PublicKey, 0);  // RSAPublicKey, RFC 8017 A.1.1
}

NumberHandle exponentOf(EVP_PKEY* rsa) {
  return numberIn(rsa, i2d_PublicKey, 1);
}

NumberHandle privateNumberOf(EVP_PKEY* ec) {
  return numberIn(ec, i2d_PrivateKey, 1);  // ECPrivateKey, RFC 5915 3
}

std::string bytesOf(const BIGNUM* number, std::size_t size) {
  std::string bytes(size, '\0');
  require(BN_bn2binpad(number, bytesOf(bytes), static_cast<int>(size)) >= 0);
  return bytes;
}

std::size_t sizeOf(const EVP_PKEY* key) {
  return static_cast<std::size_t>(EVP_PKEY_size(key));
}

/// Of a key to be made.
int setExponent(EVP_PKEY_CTX* context, NumberHandle& exponent) {
#if defined(OPENSSL_IS_AWSLC) || defined(OPENSSL_IS_BORINGSSL)
  return EVP_PKEY_CTX_set_rsa_keygen_pubexp(context, exponent.release());
#else
  return EVP_PKEY_CTX_set1_rsa_keygen_pubexp(context, exponent.get());
#endif
}

NumberHandle cubeOf(const BIGNUM* number, BN_CTX* context) {
  NumberHandle square(BN_new()), cube(BN_new());
  require(square && cube && BN_sqr(square.get(), number, context) == 1 &&
          BN_mul(cube.get(), square.get(), number, context) == 1);
  return cube;
}

}  // namespace

std::string rsaPrivateKeyPem(int bits, unsigned long exponent) {
  const PkeyContextHandle context(EVP_PKEY_CTX_new_id(EVP_PKEY_RSA, nullptr));
  NumberHandle e(BN_new());
  EVP_PKEY* raw = nullptr;
  require(context && e && BN_set_word(e.get(), exponent) == 1 && EVP_PKEY_keygen_init(context.get()) == 1 &&
          EVP_PKEY_CTX_set_rsa_keygen_bits(context.get(), bits) == 1 && setExponent(context.get(), e) == 1 &&
          EVP_PKEY_keygen(context.get(), &raw) == 1);
  const PkeyHandle key(raw);
  const BioHandle memory(BIO_new(BIO_s_mem()));
  require(memory && PEM_write_bio_PKCS8PrivateKey(memory.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
  char* text = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

std::string rsaModulus(const std::string& privateKeyPem) {
  const PkeyHandle key = readPrivate(privateKeyPem);
  return bytesOf(modulusOf(key.get()).get(), sizeOf(key.get()));
}

std::string rawRsaSignature(const std::string& privateKeyPem, std::string_view block) {
  const PkeyHandle key = readPrivate(privateKeyPem);
  const PkeyContextHandle context(EVP_PKEY_CTX_new(key.get(), nullptr));
  std::string signature(sizeOf(key.get()), '\0');
  std::size_t size = signature.size();
  require(context && EVP_PKEY_sign_init(context.get()) == 1 &&
          EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_NO_PADDING) == 1 &&
          EVP_PKEY_sign(context.get(), bytesOf(signature), &size, bytesOf(block), block.size()) == 1);
  return signature;
}

std::string blockOfRsaSignature(const std::string& privateKeyPem, std::string_view signature) {
  const PkeyHandle key = readPrivate(privateKeyPem);
  const NumberContextHandle context(BN_CTX_new());
  const NumberHandle block(BN_new());
  require(block && BN_mod_exp(block.get(), numberOf(signature).get(), exponentOf(key.get()).get(),
                              modulusOf(key.get()).get(), context.get()) == 1);
  return bytesOf(block.get(), sizeOf(key.get()));
}

std::string pssSignature(const std::string& privateKeyPem, std::string_view message, const char* hash,
                         const char* maskHash, int saltLength) {
  const PkeyHandle key = readPrivate(privateKeyPem);
  const DigestContextHandle context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* settings = nullptr;  // owned by the context
  require(context &&
          EVP_DigestSignInit(context.get(), &settings, EVP_get_digestbyname(hash), nullptr, key.get()) == 1 &&
          EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING) == 1 &&
          EVP_PKEY_CTX_set_rsa_mgf1_md(settings, EVP_get_digestbyname(maskHash)) == 1 &&
          EVP_PKEY_CTX_set_rsa_pss_saltlen(settings, saltLength) == 1);
  std::string signature(sizeOf(key.get()), '\0');
  std::size_t size = signature.size();
  require(EVP_DigestSign(context.get(), bytesOf(signature), &size, bytesOf(message), message.size()) == 1);
  return signature;
}

std::string cubeRootOf(std::string_view prefix, std::size_t size) {
  const NumberContextHandle context(BN_CTX_new());
  const NumberHandle wanted = numberOf(std::string(prefix) + std::string(size - prefix.size(), '\xff'));
  const NumberHandle root(BN_new());
  require(context && root);
  // The greatest number whose cube does not exceed the wanted one, bit by bit.
  BN_zero(root.get());
  for (int bit = static_cast<int>(size) * 8 / 3 + 1; bit >= 0; --bit) {
    require(BN_set_bit(root.get(), bit) == 1);
    if (BN_cmp(cubeOf(root.get(), context.get()).get(), wanted.get()) > 0) BN_clear_bit(root.get(), bit);
  }
  return bytesOf(root.get(), size);
}

std::string ecdsaSignatureAtInfinity(const std::string& privateKeyPem, std::string_view message) {
  const PkeyHandle key = readPrivate(privateKeyPem);
  const NumberContextHandle context(BN_CTX_new());
  const NumberHandle d = privateNumberOf(key.get());
  const NumberHandle n = numberOf(bytesOfHex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"));
  const NumberHandle hash = numberOf(sha256(message));
  // u1 G + u2 Q = (e + r d) / s G, which is nothing for r = -e / d.
  const NumberHandle inverse(BN_mod_inverse(nullptr, d.get(), n.get(), context.get())), r(BN_new());
  require(inverse && r && BN_mod_mul(r.get(), hash.get(), inverse.get(), n.get(), context.get()) == 1 &&
          BN_sub(r.get(), n.get(), r.get()) == 1);
  constexpr std::size_t size = 32;
  return bytesOf(r.get(), size) + std::string(size - 1, '\0') + '\1';
}

std::string derOfEcdsa(std::string_view signature) {
  const EcdsaHandle both(ECDSA_SIG_new());
  NumberHandle r = numberOf(signature.substr(0, signature.size() / 2));
  NumberHandle s = numberOf(signature.substr(signature.size() / 2));
  require(both && ECDSA_SIG_set0(both.get(), r.release(), s.release()) == 1);
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(both.get(), &der);
  require(size > 0);
  std::string text(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return text;
}

std::string sha256(std::string_view message) {
  std::string hash(32, '\0');
  require(EVP_Digest(message.data(), message.size(), bytesOf(hash), nullptr, EVP_sha256(), nullptr) == 1);
  return hash;
}

}  // namespace jwtauth::tests
