#include "tests/support/openssl_keys.hpp"

#include <openssl/pem.h>

#include <array>
#include <stdexcept>

#include "src/libcrypto/openssl_handles.hpp"
#include "tests/support/der.hpp"

namespace jwtauth::tests {
namespace {

using BioHandle = std::unique_ptr<BIO, OpensslDeleter<BIO_free>>;

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

std::string bytesOf(const BIGNUM* number) {
  std::string bytes(static_cast<std::size_t>(BN_num_bytes(number)), '\0');
  BN_bn2bin(number, reinterpret_cast<unsigned char*>(bytes.data()));
  return bytes;
}

std::string armored(const std::string& label, const std::string& content) {
  const std::string base64 = standardBase64Of(content);
  std::string pem = "-----BEGIN " + label + "-----\n";
  for (std::size_t i = 0; i < base64.size(); i += 64) pem += base64.substr(i, 64) + "\n";
  return pem + "-----END " + label + "-----\n";
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
  const auto size =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<LibcryptoSize>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

std::string rsaPublicKeyPem(const std::string& privateKeyPem) {
  const PkeyHandle key = readPrivate(privateKeyPem);
  unsigned char* der = nullptr;
  const int size = i2d_PublicKey(key.get(), &der);
  require(size > 0);
  const BytesHandle owner(der);
  return armored("RSA PUBLIC KEY", {reinterpret_cast<const char*>(der), static_cast<std::size_t>(size)});
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
  const auto encode = [](const void* of, unsigned char** to) {
    return i2d_PrivateKey(static_cast<const EVP_PKEY*>(of), to);
  };
  return written([&](BIO* memory) {
    return PEM_ASN1_write_bio(encode, "RSA PRIVATE KEY", memory, key.get(), EVP_aes_256_cbc(), password.data(),
                              passwordSize, nullptr, nullptr);
  });
}

std::string rsaPublicKeyOf(int bits, unsigned long exponent) {
  const NumberHandle modulus(BN_new()), e(BN_new());
  require(modulus && e && BN_rand(modulus.get(), bits, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ODD) == 1 &&
          BN_set_word(e.get(), exponent) == 1);
  const std::string key = der(derSequence, derNumber(bytesOf(modulus.get())) + derNumber(bytesOf(e.get())));
  const std::string rsaEncryption("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00", 13);
  return armored("PUBLIC KEY", der(derSequence, der(derSequence, rsaEncryption) + der(derBitString, '\0' + key)));
}

}  // namespace jwtauth::tests
