// A token and its issuer go in, OpenSSL's own verification of it comes out, stripped of everything that can be done
// beforehand. Written apart from the library, which it measures.
#include "bench/floor.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <array>
#include <stdexcept>

namespace jwtauth::bench {
namespace {

void require(bool done) {
  if (!done) throw std::runtime_error("OpenSSL could not prepare the floor");
}

const unsigned char* bytesOf(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string decoded(std::string_view base64Url) {
  std::string text(base64Url);
  for (char& one : text) one = one == '-' ? '+' : one == '_' ? '/' : one;
  const std::size_t padding = (4 - text.size() % 4) % 4;
  text.append(padding, '=');
  std::string bytes(text.size() / 4 * 3, '\0');
  const int size =
      EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()), bytesOf(text), static_cast<int>(text.size()));
  require(size >= 0);
  bytes.resize(static_cast<std::size_t>(size) - padding);
  return bytes;
}

std::string derOf(std::string_view signature) {
  const auto half = static_cast<int>(signature.size() / 2);
  ECDSA_SIG* const pair = ECDSA_SIG_new();
  require(pair != nullptr && ECDSA_SIG_set0(pair, BN_bin2bn(bytesOf(signature), half, nullptr),
                                            BN_bin2bn(bytesOf(signature) + half, half, nullptr)) == 1);
  std::string der(static_cast<std::size_t>(i2d_ECDSA_SIG(pair, nullptr)), '\0');
  auto* output = reinterpret_cast<unsigned char*>(der.data());
  i2d_ECDSA_SIG(pair, &output);
  ECDSA_SIG_free(pair);
  return der;
}

const char* hashOf(Algorithm algorithm) {
  const std::string_view name = nameOf(algorithm);
  return name.ends_with("256") ? "SHA256" : name.ends_with("384") ? "SHA384" : "SHA512";
}

EVP_PKEY* publicKey(const testing::TokenIssuer& issuer) {
  const std::string pem = issuer.publicKeyPem();
  BIO* const input = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  EVP_PKEY* const key = PEM_read_bio_PUBKEY(input, nullptr, nullptr, nullptr);
  BIO_free(input);
  require(key != nullptr);
  return key;
}

}  // namespace

struct Floor::Prepared {
  std::string input, signature;
  bool isHmac = false, isEd25519 = false;
  EVP_PKEY* key = nullptr;
  EVP_PKEY_CTX* verifying = nullptr;
  EVP_MD* digest = nullptr;
  EVP_MD_CTX* hashing = EVP_MD_CTX_new();
  EVP_MAC_CTX* mac = nullptr;

  Prepared() = default;
  Prepared(const Prepared&) = delete;
  Prepared& operator=(const Prepared&) = delete;
  ~Prepared() {
    EVP_PKEY_CTX_free(verifying);
    EVP_MAC_CTX_free(mac);
    EVP_MD_CTX_free(hashing);
    EVP_MD_free(digest);
    EVP_PKEY_free(key);
  }

  void prepareMac(const std::string& secret, const char* hash) {
    EVP_MAC* const hmac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    mac = EVP_MAC_CTX_new(hmac);
    EVP_MAC_free(hmac);
    const std::array parameters{OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, const_cast<char*>(hash), 0),
                                OSSL_PARAM_construct_end()};
    require(EVP_MAC_init(mac, bytesOf(secret), secret.size(), parameters.data()) == 1);
  }

  void prepareKey(const testing::TokenIssuer& issuer) {
    key = publicKey(issuer);
    const std::string_view name = nameOf(issuer.algorithm());
    if (isEd25519) return require(EVP_DigestVerifyInit(hashing, nullptr, nullptr, nullptr, key) == 1);
    verifying = EVP_PKEY_CTX_new(key, nullptr);
    require(EVP_PKEY_verify_init(verifying) == 1);
    const int padding = name.starts_with("PS") ? RSA_PKCS1_PSS_PADDING : RSA_PKCS1_PADDING;
    if (!name.starts_with("ES")) require(EVP_PKEY_CTX_set_rsa_padding(verifying, padding) == 1);
    require(EVP_PKEY_CTX_set_signature_md(verifying, digest) == 1);
    if (padding == RSA_PKCS1_PSS_PADDING && name.starts_with("PS")) {
      require(EVP_PKEY_CTX_set_rsa_pss_saltlen(verifying, RSA_PSS_SALTLEN_DIGEST) == 1);
    }
    if (name.starts_with("ES")) signature = derOf(signature);
  }

  bool verifyMac() const noexcept {
    std::array<unsigned char, EVP_MAX_MD_SIZE> code;
    std::size_t size = 0;
    return EVP_MAC_init(mac, nullptr, 0, nullptr) == 1 && EVP_MAC_update(mac, bytesOf(input), input.size()) == 1 &&
           EVP_MAC_final(mac, code.data(), &size, code.size()) == 1 && size == signature.size() &&
           CRYPTO_memcmp(code.data(), signature.data(), size) == 0;
  }

  bool verifyEd25519() const noexcept {
    return EVP_DigestVerifyInit(hashing, nullptr, nullptr, nullptr, nullptr) == 1 &&
           EVP_DigestVerify(hashing, bytesOf(signature), signature.size(), bytesOf(input), input.size()) == 1;
  }

  bool verifyHashed() const noexcept {
    std::array<unsigned char, EVP_MAX_MD_SIZE> hash;
    unsigned size = 0;
    return EVP_DigestInit_ex2(hashing, digest, nullptr) == 1 &&
           EVP_DigestUpdate(hashing, input.data(), input.size()) == 1 &&
           EVP_DigestFinal_ex(hashing, hash.data(), &size) == 1 &&
           EVP_PKEY_verify(verifying, bytesOf(signature), signature.size(), hash.data(), size) == 1;
  }
};

Floor::Floor(const testing::TokenIssuer& issuer, std::string_view token) : prepared_(std::make_unique<Prepared>()) {
  const std::size_t end = token.rfind('.');
  prepared_->input = token.substr(0, end);
  prepared_->signature = decoded(token.substr(end + 1));
  prepared_->isHmac = isHmac(issuer.algorithm());
  prepared_->isEd25519 = issuer.algorithm() == Algorithm::EdDSA;
  const char* const hash = hashOf(issuer.algorithm());
  if (prepared_->isHmac) {
    prepared_->prepareMac(issuer.key(), hash);
  } else {
    prepared_->digest = EVP_MD_fetch(nullptr, hash, nullptr);
    prepared_->prepareKey(issuer);
  }
}

Floor::~Floor() = default;
Floor::Floor(Floor&&) noexcept = default;
Floor& Floor::operator=(Floor&&) noexcept = default;

bool Floor::verify() noexcept {
  if (prepared_->isHmac) return prepared_->verifyMac();
  return prepared_->isEd25519 ? prepared_->verifyEd25519() : prepared_->verifyHashed();
}

}  // namespace jwtauth::bench
