// A key goes in, a verifier comes out; a signing input and a signature go in, verified or forged comes out. BoringSSL
// and AWS-LC verify with a key that never changes: one serves any number of threads, and nothing is prepared.
#include "src/libcrypto/verifier.hpp"

#include <openssl/curve25519.h>
#include <openssl/ec_key.h>
#include <openssl/ecdsa.h>
#include <openssl/hmac.h>
#include <openssl/mem.h>
#include <openssl/nid.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>

#include <array>
#include <new>

#include "src/libcrypto/ecdsa_der.hpp"
#include "src/libcrypto/error_queue.hpp"
#include "src/libcrypto/hash_size.hpp"
#include "src/libcrypto/native_key.hpp"
#include "src/text/bytes.hpp"

#if !defined(OPENSSL_IS_AWSLC) && !defined(OPENSSL_IS_BORINGSSL)
#error "JWTAUTH_LIBCRYPTO is aws-lc or boringssl, and these headers are of neither"
#endif

namespace jwtauth::inline v0 {

struct NativeVerifier {
  virtual ~NativeVerifier() = default;
  virtual SignatureOutcome verify(std::string_view signingInput,
                                  std::span<const unsigned char> signature) const noexcept = 0;
};

namespace {

using Signature = std::span<const unsigned char>;

struct Hash {
  int id;
  std::size_t size;
  const EVP_MD* (*digest)();
  unsigned char* (*of)(const unsigned char* message, std::size_t size, unsigned char* hash);
};

const Hash& hashOf(Algorithm algorithm) noexcept {
  static constexpr Hash sha256Hash{NID_sha256, 32, EVP_sha256, SHA256};
  static constexpr Hash sha384Hash{NID_sha384, 48, EVP_sha384, SHA384};
  static constexpr Hash sha512Hash{NID_sha512, 64, EVP_sha512, SHA512};
  const std::size_t size = hashSizeOf(algorithm);
  return size == sha256Hash.size ? sha256Hash : size == sha384Hash.size ? sha384Hash : sha512Hash;
}

/// HS256, HS384, HS512 (RFC 7518 3.2).
class HmacVerifier final : public NativeVerifier {
 public:
  HmacVerifier(const Hash& hash, std::span<const std::byte> secret) : size_(hash.size) {
    if (HMAC_Init_ex(keyed_.get(), secret.data(), secret.size(), hash.digest(), nullptr) != 1) throw std::bad_alloc();
  }

  SignatureOutcome verify(std::string_view signingInput, Signature signature) const noexcept override {
    bssl::ScopedHMAC_CTX context;  // on the stack, and cleansed at the end
    unsigned char mac[maxHashSize];
    if (HMAC_CTX_copy_ex(context.get(), keyed_.get()) != 1 ||
        HMAC_Update(context.get(), bytesOf(signingInput), signingInput.size()) != 1 ||
        HMAC_Final(context.get(), mac, nullptr) != 1) {
      return SignatureOutcome::failed;
    }
    const bool isEqual = signature.size() == size_ && CRYPTO_memcmp(mac, signature.data(), size_) == 0;
    return isEqual ? SignatureOutcome::verified : SignatureOutcome::forged;
  }

 private:
  bssl::ScopedHMAC_CTX keyed_;
  std::size_t size_;
};

/// Over a hash of the signing input; a signature has one size for each key.
class HashedVerifier : public NativeVerifier {
 public:
  HashedVerifier(PublicKey key, const Hash& hash, std::size_t signatureSize) noexcept
      : hash_(hash), key_(std::move(key)), signatureSize_(signatureSize) {}

  SignatureOutcome verify(std::string_view signingInput, Signature signature) const noexcept final {
    if (signature.size() != signatureSize_) return SignatureOutcome::forged;
    unsigned char hash[maxHashSize];
    if (hash_.of(bytesOf(signingInput), signingInput.size(), hash) == nullptr) return SignatureOutcome::failed;
    return outcomeOf(answerTo(hash, signature));
  }

 protected:
  virtual int answerTo(const unsigned char* hash, Signature signature) const noexcept = 0;

  const Hash& hash_;

 private:
  PublicKey key_;  // owns what the derived classes point to
  std::size_t signatureSize_;
};

/// RS256, RS384, RS512 (RFC 7518 3.3).
class RsaVerifier final : public HashedVerifier {
 public:
  RsaVerifier(const PublicKey& key, const Hash& hash, std::size_t modulusSize) noexcept
      : HashedVerifier(key, hash, modulusSize), rsa_(EVP_PKEY_get0_RSA(key->get())) {}

 private:
  int answerTo(const unsigned char* hash, Signature signature) const noexcept override {
    return RSA_verify(hash_.id, hash, hash_.size, signature.data(), signature.size(), rsa_);
  }

  RSA* rsa_;
};

/// PS256, PS384, PS512 (RFC 7518 3.5): the salt is as long as the hash, and MGF1 is over the same hash.
class PssVerifier final : public HashedVerifier {
 public:
  PssVerifier(const PublicKey& key, const Hash& hash, std::size_t modulusSize) noexcept
      : HashedVerifier(key, hash, modulusSize), rsa_(EVP_PKEY_get0_RSA(key->get())) {}

 private:
  int answerTo(const unsigned char* hash, Signature signature) const noexcept override {
    return RSA_verify_pss_mgf1(rsa_, hash, hash_.size, hash_.digest(), hash_.digest(), RSA_PSS_SALTLEN_DIGEST,
                               signature.data(), signature.size());
  }

  RSA* rsa_;
};

/// BoringSSL takes r‖s as it is, AWS-LC as DER alone.
template <class Key>
int verifyEcdsa(const Key* key, const unsigned char* hash, std::size_t hashSize, Signature signature) noexcept {
  if constexpr (requires { ECDSA_verify_p1363(hash, hashSize, signature.data(), signature.size(), key); }) {
    return ECDSA_verify_p1363(hash, hashSize, signature.data(), signature.size(), key);
  } else {
    std::array<unsigned char, maxDerSize> buffer;
    const auto der = derOfEcdsa(signature, buffer);
    return ECDSA_verify(0, hash, hashSize, der.data(), der.size(), key);
  }
}

/// ES256, ES384, ES512 (RFC 7518 3.4).
class EcdsaVerifier final : public HashedVerifier {
 public:
  EcdsaVerifier(const PublicKey& key, const Hash& hash, std::size_t coordinateSize) noexcept
      : HashedVerifier(key, hash, 2 * coordinateSize), ec_(EVP_PKEY_get0_EC_KEY(key->get())) {}

 private:
  int answerTo(const unsigned char* hash, Signature signature) const noexcept override {
    return verifyEcdsa(ec_, hash, hash_.size, signature);
  }

  const EC_KEY* ec_;
};

/// EdDSA with Ed25519 (RFC 8037 3.1).
class EddsaVerifier final : public NativeVerifier {
 public:
  explicit EddsaVerifier(const Ed25519Point& point) noexcept : point_(point) {}

  SignatureOutcome verify(std::string_view signingInput, Signature signature) const noexcept override {
    if (signature.size() != ED25519_SIGNATURE_LEN) return SignatureOutcome::forged;
    return outcomeOf(ED25519_verify(bytesOf(signingInput), signingInput.size(), signature.data(), point_.data()));
  }

 private:
  Ed25519Point point_;
};

/// A key for RSASSA-PSS may allow one hash and salt alone. EVP keeps to that, the functions that verify do not.
bool allowsPss(EVP_PKEY* key, const Hash& hash) {
  const PkeyContextHandle context(EVP_PKEY_CTX_new(key, nullptr));
  if (context && EVP_PKEY_verify_init(context.get()) == 1 &&
      EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PSS_PADDING) == 1 &&
      EVP_PKEY_CTX_set_signature_md(context.get(), hash.digest()) == 1 &&
      EVP_PKEY_CTX_set_rsa_mgf1_md(context.get(), hash.digest()) == 1 &&
      EVP_PKEY_CTX_set_rsa_pss_saltlen(context.get(), static_cast<int>(hash.size)) == 1) {
    return true;
  }
  requireMemory();
  return false;
}

}  // namespace

bool isAvailable(Algorithm) {
  return true;
}

Verifier makeVerifier(Algorithm algorithm, const PublicKey& key) {
  const ErrorQueueGuard guard;
  const Hash& hash = hashOf(algorithm);
  const std::size_t size = (static_cast<std::size_t>(EVP_PKEY_bits(key->get())) + 7) / 8;
  switch (algorithm) {
    case Algorithm::RS256:
    case Algorithm::RS384:
    case Algorithm::RS512:
      return std::make_shared<RsaVerifier>(key, hash, size);
    case Algorithm::PS256:
    case Algorithm::PS384:
    case Algorithm::PS512:
      if (!allowsPss(key->get(), hash)) return nullptr;
      return std::make_shared<PssVerifier>(key, hash, size);
    case Algorithm::ES256:
    case Algorithm::ES384:
    case Algorithm::ES512:
      return std::make_shared<EcdsaVerifier>(key, hash, size);
    case Algorithm::EdDSA:
      if (const auto point = ed25519PointOf(*key)) return std::make_shared<EddsaVerifier>(*point);
      return nullptr;
    case Algorithm::HS256:
    case Algorithm::HS384:
    case Algorithm::HS512:
      break;
  }
  return nullptr;
}

Verifier makeVerifier(Algorithm algorithm, std::span<const std::byte> secret) {
  const ErrorQueueGuard guard;
  return std::make_shared<HmacVerifier>(hashOf(algorithm), secret);
}

SignatureOutcome verify(const NativeVerifier& verifier, std::string_view signingInput,
                        std::span<const unsigned char> signature) noexcept {
  const ErrorQueueGuard guard;
  return verifier.verify(signingInput, signature);
}

void forgetPrepared(const NativeVerifier&) noexcept {}

}  // namespace jwtauth::inline v0
