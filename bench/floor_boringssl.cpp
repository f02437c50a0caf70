// A token and its issuer go in, the verification of BoringSSL or of AWS-LC comes out, stripped of everything that can
// be done beforehand: by the calls below EVP, since these two prepare nothing in a context.
#include <openssl/crypto.h>
#include <openssl/curve25519.h>
#include <openssl/digest.h>
#include <openssl/ec_key.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/mem.h>
#include <openssl/rsa.h>

#include <array>

#include "bench/floor.hpp"
#include "bench/floor_material.hpp"

namespace jwtauth::bench {
namespace {

const EVP_MD* hashOf(Algorithm algorithm) {
  const std::string_view name = nameOf(algorithm);
  return name.ends_with("256") ? EVP_sha256() : name.ends_with("384") ? EVP_sha384() : EVP_sha512();
}

}  // namespace

struct Floor::Prepared {
  FloorMaterial material;
  const EVP_MD* digest = hashOf(material.algorithm);
  HMAC_CTX mac;
  RSA* rsa = nullptr;
  EC_KEY* ec = nullptr;
  std::array<unsigned char, ED25519_PUBLIC_KEY_LEN> point{};

  explicit Prepared(FloorMaterial&& prepared) : material(std::move(prepared)) {
    HMAC_CTX_init(&mac);
    const std::string& secret = material.secret;
    if (material.is("HS")) {
      require(HMAC_Init_ex(&mac, secret.data(), secret.size(), digest, nullptr) == 1);
    } else if (material.is("Ed")) {
      std::size_t size = point.size();
      require(EVP_PKEY_get_raw_public_key(material.key.get(), point.data(), &size) == 1 && size == point.size());
    } else if (material.is("ES")) {
      ec = EVP_PKEY_get0_EC_KEY(material.key.get());
    } else {
      rsa = EVP_PKEY_get0_RSA(material.key.get());
    }
  }
  Prepared(const Prepared&) = delete;
  Prepared& operator=(const Prepared&) = delete;
  ~Prepared() { HMAC_CTX_cleanup(&mac); }

  bool verify() noexcept {
    const std::string &input = material.input, &signature = material.signature;
    if (material.key == nullptr) return verifyMac();
    if (rsa == nullptr && ec == nullptr) {
      return ED25519_verify(bytesOf(input), input.size(), bytesOf(signature), point.data()) == 1;
    }
    std::array<unsigned char, EVP_MAX_MD_SIZE> hash;
    unsigned size = 0;
    if (EVP_Digest(input.data(), input.size(), hash.data(), &size, digest, nullptr) != 1) return false;
    if (ec != nullptr) return ECDSA_verify(0, hash.data(), size, bytesOf(signature), signature.size(), ec) == 1;
    if (!material.is("PS")) {
      return RSA_verify(EVP_MD_type(digest), hash.data(), size, bytesOf(signature), signature.size(), rsa) == 1;
    }
    return RSA_verify_pss_mgf1(rsa, hash.data(), size, digest, digest, RSA_PSS_SALTLEN_DIGEST, bytesOf(signature),
                               signature.size()) == 1;
  }

  bool verifyMac() noexcept {
    const std::string &input = material.input, &signature = material.signature;
    std::array<unsigned char, EVP_MAX_MD_SIZE> code;
    unsigned size = 0;
    return HMAC_Init_ex(&mac, nullptr, 0, nullptr, nullptr) == 1 &&
           HMAC_Update(&mac, bytesOf(input), input.size()) == 1 && HMAC_Final(&mac, code.data(), &size) == 1 &&
           size == signature.size() && CRYPTO_memcmp(code.data(), signature.data(), size) == 0;
  }
};

Floor::Floor(const testing::TokenIssuer& issuer, std::string_view token)
    : prepared_(std::make_unique<Prepared>(FloorMaterial(issuer, token))) {}

Floor::~Floor() = default;
Floor::Floor(Floor&&) noexcept = default;
Floor& Floor::operator=(Floor&&) noexcept = default;

bool Floor::verify() noexcept {
  return prepared_->verify();
}

std::string Floor::version() {
#ifdef OPENSSL_IS_AWSLC
  return AWSLC_VERSION_NUMBER_STRING;
#else
  return "API " + std::to_string(BORINGSSL_API_VERSION);
#endif
}

}  // namespace jwtauth::bench
