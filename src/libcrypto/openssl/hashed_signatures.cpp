// RSASSA-PKCS1-v1_5, RSASSA-PSS and ECDSA (RFC 7518 3.3 to 3.5): a public key goes in, contexts that verify signatures
// over a hash come out.
#include <openssl/rsa.h>

#include <array>

#include "src/libcrypto/ecdsa_der.hpp"
#include "src/libcrypto/error_queue.hpp"
#include "src/libcrypto/hash_size.hpp"
#include "src/libcrypto/native_key.hpp"
#include "src/libcrypto/openssl/signature_contexts.hpp"

namespace jwtauth::inline v0 {
namespace {

using DigestHandle = std::unique_ptr<EVP_MD, OpensslDeleter<EVP_MD_free>>;

/// Hashes with a context and an algorithm that were fetched once: fetching by name at every token costs 0.4 µs and
/// takes a lock.
class Hash {
 public:
  explicit Hash(Algorithm algorithm)
      : digest_(EVP_MD_fetch(nullptr, hashNameOf(algorithm), nullptr)), context_(EVP_MD_CTX_new()) {}

  bool usable() const noexcept { return digest_ && context_; }
  const EVP_MD* digest() const noexcept { return digest_.get(); }
  std::size_t size() const noexcept { return static_cast<std::size_t>(EVP_MD_get_size(digest_.get())); }

  bool of(std::string_view message, unsigned char* hash) noexcept {
    return EVP_DigestInit_ex2(context_.get(), digest_.get(), nullptr) == 1 &&
           EVP_DigestUpdate(context_.get(), message.data(), message.size()) == 1 &&
           EVP_DigestFinal_ex(context_.get(), hash, nullptr) == 1;
  }

 private:
  DigestHandle digest_;
  DigestContextHandle context_;
};

class RsaContext final : public SignatureContext {
 public:
  RsaContext(PkeyContextHandle verifying, Hash hash, std::size_t modulusSize) noexcept
      : verifying_(std::move(verifying)), hash_(std::move(hash)), modulusSize_(modulusSize) {}

  SignatureOutcome verify(std::string_view signingInput, std::span<const unsigned char> signature) noexcept override {
    if (signature.size() != modulusSize_) return SignatureOutcome::forged;  // RFC 8017 8.1.2 and 8.2.2, step 1
    std::array<unsigned char, maxHashSize> hash;
    if (!hash_.of(signingInput, hash.data())) return SignatureOutcome::failed;
    return outcomeOf(EVP_PKEY_verify(verifying_.get(), signature.data(), signature.size(), hash.data(), hash_.size()));
  }

 private:
  PkeyContextHandle verifying_;
  Hash hash_;
  std::size_t modulusSize_;
};

class EcdsaContext final : public SignatureContext {
 public:
  EcdsaContext(PkeyContextHandle verifying, Hash hash, std::size_t coordinateSize) noexcept
      : verifying_(std::move(verifying)), hash_(std::move(hash)), coordinateSize_(coordinateSize) {}

  SignatureOutcome verify(std::string_view signingInput, std::span<const unsigned char> signature) noexcept override {
    if (signature.size() != 2 * coordinateSize_) return SignatureOutcome::forged;
    std::array<unsigned char, maxHashSize> hash;
    if (!hash_.of(signingInput, hash.data())) return SignatureOutcome::failed;
    std::array<unsigned char, maxDerSize> buffer;
    const auto der = derOfEcdsa(signature, buffer);
    return outcomeOf(EVP_PKEY_verify(verifying_.get(), der.data(), der.size(), hash.data(), hash_.size()));
  }

 private:
  PkeyContextHandle verifying_;
  Hash hash_;
  std::size_t coordinateSize_;
};

bool isPss(Algorithm algorithm) noexcept {
  return algorithm == Algorithm::PS256 || algorithm == Algorithm::PS384 || algorithm == Algorithm::PS512;
}

/// Null when OpenSSL refuses the key.
PkeyContextHandle verifyingContext(EVP_PKEY* key, Algorithm algorithm, const EVP_MD* digest) {
  PkeyContextHandle context(EVP_PKEY_CTX_new(key, nullptr));
  if (!context || EVP_PKEY_verify_init(context.get()) != 1) return nullptr;
  if (EVP_PKEY_get_base_id(key) != EVP_PKEY_EC) {
    const int padding = isPss(algorithm) ? RSA_PKCS1_PSS_PADDING : RSA_PKCS1_PADDING;
    if (EVP_PKEY_CTX_set_rsa_padding(context.get(), padding) != 1) return nullptr;
  }
  if (EVP_PKEY_CTX_set_signature_md(context.get(), digest) != 1) return nullptr;
  // OpenSSL accepts a salt of any length by default; RFC 7518 3.5 wants that of the hash, and MGF1 over the same hash.
  if (isPss(algorithm) && (EVP_PKEY_CTX_set_rsa_mgf1_md(context.get(), digest) != 1 ||
                           EVP_PKEY_CTX_set_rsa_pss_saltlen(context.get(), RSA_PSS_SALTLEN_DIGEST) != 1)) {
    return nullptr;
  }
  return context;
}

}  // namespace

const char* hashNameOf(Algorithm algorithm) noexcept {
  switch (hashSizeOf(algorithm)) {
    case 32:
      return "SHA256";
    case 48:
      return "SHA384";
    default:
      return "SHA512";
  }
}

std::unique_ptr<SignatureContext> makeHashedContext(Algorithm algorithm, const NativeKey& key) {
  Hash hash(algorithm);
  if (!hash.usable()) return nullptr;
  PkeyContextHandle verifying = verifyingContext(key.get(), algorithm, hash.digest());
  if (!verifying) return nullptr;
  const int bits = EVP_PKEY_get_bits(key.get());
  if (bits <= 0) return nullptr;  // memory ran out when the key was read: no signature would ever be as long
  const std::size_t numberSize = (static_cast<std::size_t>(bits) + 7) / 8;
  if (EVP_PKEY_get_base_id(key.get()) == EVP_PKEY_EC) {
    return std::make_unique<EcdsaContext>(std::move(verifying), std::move(hash), numberSize);
  }
  return std::make_unique<RsaContext>(std::move(verifying), std::move(hash), numberSize);
}

}  // namespace jwtauth::inline v0
