#include "tests/support/openssl_signatures.hpp"

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <stdexcept>

#include "src/libcrypto/openssl_handles.hpp"

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
  NumberHandle number(BN_bin2bn(bytesOf(bytes), static_cast<int>(bytes.size()), nullptr));
  require(number != nullptr);
  return number;
}

NumberHandle parameterOf(const EVP_PKEY* key, const char* name) {
  BIGNUM* number = nullptr;
  require(EVP_PKEY_get_bn_param(key, name, &number) == 1);
  return NumberHandle(number);
}

std::string bytesOf(const BIGNUM* number, std::size_t size) {
  std::string bytes(size, '\0');
  require(BN_bn2binpad(number, bytesOf(bytes), static_cast<int>(size)) >= 0);
  return bytes;
}

std::size_t sizeOf(const EVP_PKEY* key) {
  return static_cast<std::size_t>(EVP_PKEY_get_size(key));
}

NumberHandle cubeOf(const BIGNUM* number, BN_CTX* context) {
  NumberHandle square(BN_new()), cube(BN_new());
  require(square && cube && BN_sqr(square.get(), number, context) == 1 &&
          BN_mul(cube.get(), square.get(), number, context) == 1);
  return cube;
}

}  // namespace

std::string rsaPrivateKeyPem(int bits, unsigned long exponent) {
  const PkeyContextHandle context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  const NumberHandle e(BN_new());
  EVP_PKEY* raw = nullptr;
  require(context && e && BN_set_word(e.get(), exponent) == 1 && EVP_PKEY_keygen_init(context.get()) == 1 &&
          EVP_PKEY_CTX_set_rsa_keygen_bits(context.get(), bits) == 1 &&
          EVP_PKEY_CTX_set1_rsa_keygen_pubexp(context.get(), e.get()) == 1 &&
          EVP_PKEY_generate(context.get(), &raw) == 1);
  const PkeyHandle key(raw);
  const BioHandle memory(BIO_new(BIO_s_mem()));
  require(memory && PEM_write_bio_PKCS8PrivateKey(memory.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
  char* text = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

std::string rsaModulus(const std::string& privateKeyPem) {
  const PkeyHandle key = readPrivate(privateKeyPem);
  return bytesOf(parameterOf(key.get(), OSSL_PKEY_PARAM_RSA_N).get(), sizeOf(key.get()));
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
  require(block &&
          BN_mod_exp(block.get(), numberOf(signature).get(), parameterOf(key.get(), OSSL_PKEY_PARAM_RSA_E).get(),
                     parameterOf(key.get(), OSSL_PKEY_PARAM_RSA_N).get(), context.get()) == 1);
  return bytesOf(block.get(), sizeOf(key.get()));
}

std::string pssSignature(const std::string& privateKeyPem, std::string_view message, const char* hash,
                         const char* maskHash, int saltLength) {
  const PkeyHandle key = readPrivate(privateKeyPem);
  const DigestContextHandle context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* settings = nullptr;  // owned by the context
  require(context && EVP_DigestSignInit_ex(context.get(), &settings, hash, nullptr, nullptr, key.get(), nullptr) == 1 &&
          EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING) == 1 &&
          EVP_PKEY_CTX_set_rsa_mgf1_md_name(settings, maskHash, nullptr) == 1 &&
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
  const NumberHandle d = parameterOf(key.get(), OSSL_PKEY_PARAM_PRIV_KEY);
  const NumberHandle n = parameterOf(key.get(), OSSL_PKEY_PARAM_EC_ORDER);
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
  require(EVP_Q_digest(nullptr, "SHA256", nullptr, message.data(), message.size(), bytesOf(hash), nullptr) == 1);
  return hash;
}

}  // namespace jwtauth::tests
