// A token and its issuer go in, OpenSSL's own verification of it comes out, stripped of everything that can be done
// beforehand. Written apart from the library, which it measures.
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <array>

#include "bench/floor.hpp"
#include "bench/floor_material.hpp"

namespace jwtauth::bench {
namespace {

const char* hashOf(Algorithm algorithm) {
  const std::string_view name = nameOf(algorithm);
  return name.ends_with("256") ? "SHA256" : name.ends_with("384") ? "SHA384" : "SHA512";
}

}  // namespace

struct Floor::Prepared {
  FloorMaterial material;
  bool isHmac = material.is("HS"), isEd25519 = material.is("Ed");
  EVP_PKEY_CTX* verifying = nullptr;
  EVP_MD* digest = nullptr;
  EVP_MD_CTX* hashing = EVP_MD_CTX_new();
  EVP_MAC_CTX* mac = nullptr;

  explicit Prepared(FloorMaterial&& prepared) : material(std::move(prepared)) {
    if (isHmac) {
      prepareMac();
    } else {
      prepareKey();
    }
  }
  Prepared(const Prepared&) = delete;
  Prepared& operator=(const Prepared&) = delete;
  ~Prepared() {
    EVP_PKEY_CTX_free(verifying);
    EVP_MAC_CTX_free(mac);
    EVP_MD_CTX_free(hashing);
    EVP_MD_free(digest);
  }

  void prepareMac() {
    EVP_MAC* const hmac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    mac = EVP_MAC_CTX_new(hmac);
    EVP_MAC_free(hmac);
    char* const hash = const_cast<char*>(hashOf(material.algorithm));
    const std::array parameters{OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, hash, 0),
                                OSSL_PARAM_construct_end()};
    const std::string& secret = material.secret;
    require(EVP_MAC_init(mac, bytesOf(secret), secret.size(), parameters.data()) == 1);
  }

  void prepareKey() {
    EVP_PKEY* const key = material.key.get();
    if (isEd25519) return require(EVP_DigestVerifyInit(hashing, nullptr, nullptr, nullptr, key) == 1);
    digest = EVP_MD_fetch(nullptr, hashOf(material.algorithm), nullptr);
    verifying = EVP_PKEY_CTX_new(key, nullptr);
    require(EVP_PKEY_verify_init(verifying) == 1);
    const bool isPss = material.is("PS");
    const int padding = isPss ? RSA_PKCS1_PSS_PADDING : RSA_PKCS1_PADDING;
    if (!material.is("ES")) require(EVP_PKEY_CTX_set_rsa_padding(verifying, padding) == 1);
    require(EVP_PKEY_CTX_set_signature_md(verifying, digest) == 1);
    if (isPss) require(EVP_PKEY_CTX_set_rsa_pss_saltlen(verifying, RSA_PSS_SALTLEN_DIGEST) == 1);
  }

  bool verifyMac() const noexcept {
    const std::string &input = material.input, &signature = material.signature;
    std::array<unsigned char, EVP_MAX_MD_SIZE> code;
    std::size_t size = 0;
    return EVP_MAC_init(mac, nullptr, 0, nullptr) == 1 && EVP_MAC_update(mac, bytesOf(input), input.size()) == 1 &&
           EVP_MAC_final(mac, code.data(), &size, code.size()) == 1 && size == signature.size() &&
           CRYPTO_memcmp(code.data(), signature.data(), size) == 0;
  }

  bool verifyEd25519() const noexcept {
    const std::string &input = material.input, &signature = material.signature;
    return EVP_DigestVerifyInit(hashing, nullptr, nullptr, nullptr, nullptr) == 1 &&
           EVP_DigestVerify(hashing, bytesOf(signature), signature.size(), bytesOf(input), input.size()) == 1;
  }

  bool verifyHashed() const noexcept {
    const std::string &input = material.input, &signature = material.signature;
    std::array<unsigned char, EVP_MAX_MD_SIZE> hash;
    unsigned size = 0;
    return EVP_DigestInit_ex2(hashing, digest, nullptr) == 1 &&
           EVP_DigestUpdate(hashing, input.data(), input.size()) == 1 &&
           EVP_DigestFinal_ex(hashing, hash.data(), &size) == 1 &&
           EVP_PKEY_verify(verifying, bytesOf(signature), signature.size(), hash.data(), size) == 1;
  }
};

Floor::Floor(const testing::TokenIssuer& issuer, std::string_view token)
    : prepared_(std::make_unique<Prepared>(FloorMaterial(issuer, token))) {}

Floor::~Floor() = default;
Floor::Floor(Floor&&) noexcept = default;
Floor& Floor::operator=(Floor&&) noexcept = default;

bool Floor::verify() noexcept {
  if (prepared_->isHmac) return prepared_->verifyMac();
  return prepared_->isEd25519 ? prepared_->verifyEd25519() : prepared_->verifyHashed();
}

std::string Floor::version() {
  return OpenSSL_version(OPENSSL_FULL_VERSION_STRING);
}

}  // namespace jwtauth::bench
