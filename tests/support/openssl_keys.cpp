#include "tests/support/openssl_keys.hpp"

#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>

#include <array>
#include <stdexcept>

#include "src/libcrypto/openssl_handles.hpp"

namespace jwtauth::tests {
namespace {

using BioHandle = std::unique_ptr<BIO, OpensslDeleter<BIO_free>>;
using ParameterBuilderHandle = std::unique_ptr<OSSL_PARAM_BLD, OpensslDeleter<OSSL_PARAM_BLD_free>>;
using ParametersHandle = std::unique_ptr<OSSL_PARAM, OpensslDeleter<OSSL_PARAM_free>>;

void require(bool succeeded) {
  if (!succeeded) throw std::runtime_error("OpenSSL failed while a test key was made");
}

template <class Write>
std::string written(Write write) {
  const BioHandle memory(BIO_new(BIO_s_mem()));
  require(memory && write(memory.get()) == 1);
  char* text = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

PkeyHandle readPrivate(const std::string& pem) {
  const BioHandle memory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  PkeyHandle key(PEM_read_bio_PrivateKey(memory.get(), nullptr, nullptr, nullptr));
  require(key != nullptr);
  return key;
}

constexpr std::array<unsigned char, 4> password = {'p', 'a', 's', 's'};
constexpr int passwordSize = 4;

}  // namespace

std::string withoutArmor(const std::string& pem) {
  const std::size_t begin = pem.find('\n') + 1;
  return pem.substr(begin, pem.find("-----END") - begin);
}

std::string standardBase64Of(const std::string& bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const int size =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

std::string rsaPublicKeyPem(const std::string& privateKeyPem) {
  const PkeyHandle key = readPrivate(privateKeyPem);
  unsigned char* der = nullptr;
  const int size = i2d_PublicKey(key.get(), &der);
  require(size > 0);
  std::string base64 = standardBase64Of({reinterpret_cast<const char*>(der), static_cast<std::size_t>(size)});
  OPENSSL_free(der);
  std::string pem = "-----BEGIN RSA PUBLIC KEY-----\n";
  for (std::size_t i = 0; i < base64.size(); i += 64) pem += base64.substr(i, 64) + "\n";
  return pem + "-----END RSA PUBLIC KEY-----\n";
}

std::string encryptedPrivateKeyPem(const std::string& privateKeyPem) {
  const PkeyHandle key = readPrivate(privateKeyPem);
  return written([&](BIO* memory) {
    return PEM_write_bio_PKCS8PrivateKey(memory, key.get(), EVP_aes_256_cbc(),
                                         reinterpret_cast<const char*>(password.data()), passwordSize, nullptr,
                                         nullptr);
  });
}

std::string legacyEncryptedPrivateKeyPem(const std::string& privateKeyPem) {
  const PkeyHandle key = readPrivate(privateKeyPem);
  return written([&](BIO* memory) {
    return PEM_write_bio_PrivateKey_traditional(memory, key.get(), EVP_aes_256_cbc(), password.data(), passwordSize,
                                                nullptr, nullptr);
  });
}

std::string rsaPublicKeyOf(int bits, unsigned long exponent) {
  const NumberHandle modulus(BN_new()), e(BN_new());
  require(modulus && e && BN_rand(modulus.get(), bits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ODD) == 1 &&
          BN_set_word(e.get(), exponent) == 1);
  const ParameterBuilderHandle builder(OSSL_PARAM_BLD_new());
  require(builder && OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus.get()) == 1 &&
          OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) == 1);
  const ParametersHandle parameters(OSSL_PARAM_BLD_to_param(builder.get()));
  const PkeyContextHandle context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  EVP_PKEY* raw = nullptr;
  require(context && EVP_PKEY_fromdata_init(context.get()) == 1 &&
          EVP_PKEY_fromdata(context.get(), &raw, EVP_PKEY_PUBLIC_KEY, parameters.get()) == 1);
  const PkeyHandle key(raw);
  return written([&](BIO* memory) { return PEM_write_bio_PUBKEY(memory, key.get()); });
}

std::string ecPublicKeyPem(const char* curve) {
  const PkeyHandle key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", curve));
  require(key != nullptr);
  return written([&](BIO* memory) { return PEM_write_bio_PUBKEY(memory, key.get()); });
}

std::string ed448PublicKeyPem() {
  const PkeyHandle key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED448"));
  require(key != nullptr);
  return written([&](BIO* memory) { return PEM_write_bio_PUBKEY(memory, key.get()); });
}

}  // namespace jwtauth::tests
