// HMAC with SHA-2 (RFC 7518 3.2): a secret goes in, contexts that compare MACs come out.
#include <openssl/core_names.h>
#include <openssl/crypto.h>

#include <array>

#include "src/libcrypto/hash_size.hpp"
#include "src/libcrypto/openssl/signature_contexts.hpp"
#include "src/libcrypto/openssl_handles.hpp"
#include "src/text/bytes.hpp"

namespace jwtauth::inline v0 {
namespace {

using MacHandle = std::unique_ptr<EVP_MAC, OpensslDeleter<EVP_MAC_free>>;
using MacContextHandle = std::unique_ptr<EVP_MAC_CTX, OpensslDeleter<EVP_MAC_CTX_free>>;

class HmacContext final : public SignatureContext {
 public:
  HmacContext(MacContextHandle keyed, std::size_t size) noexcept : keyed_(std::move(keyed)), size_(size) {}

  SignatureOutcome verify(std::string_view signingInput, std::span<const unsigned char> signature) noexcept override {
    std::array<unsigned char, maxHashSize> mac;
    std::size_t macSize = 0;
    // Without a key the context keeps the one it has.
    if (EVP_MAC_init(keyed_.get(), nullptr, 0, nullptr) != 1 ||
        EVP_MAC_update(keyed_.get(), bytesOf(signingInput), signingInput.size()) != 1 ||
        EVP_MAC_final(keyed_.get(), mac.data(), &macSize, mac.size()) != 1 || macSize != size_) {
      return SignatureOutcome::failed;
    }
    const bool equal = signature.size() == macSize && CRYPTO_memcmp(mac.data(), signature.data(), macSize) == 0;
    return equal ? SignatureOutcome::verified : SignatureOutcome::forged;
  }

 private:
  MacContextHandle keyed_;
  std::size_t size_;
};

MacContextHandle keyedMac(Algorithm algorithm, std::span<const std::byte> secret) {
  const MacHandle hmac(EVP_MAC_fetch(nullptr, OSSL_MAC_NAME_HMAC, nullptr));
  if (!hmac) return nullptr;
  MacContextHandle context(EVP_MAC_CTX_new(hmac.get()));
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, const_cast<char*>(hashNameOf(algorithm)), 0),
      OSSL_PARAM_construct_end()};
  const auto* key = reinterpret_cast<const unsigned char*>(secret.data());
  if (!context || EVP_MAC_init(context.get(), key, secret.size(), parameters) != 1) return nullptr;
  return context;
}

}  // namespace

SignatureContextPool::Make hmacContexts(Algorithm algorithm, std::span<const std::byte> secret) {
  // The secret lives in OpenSSL's context alone, which cleanses it; every further context is a copy of this one.
  std::shared_ptr<EVP_MAC_CTX> keyed = keyedMac(algorithm, secret);
  return [algorithm, keyed]() -> std::unique_ptr<SignatureContext> {
    MacContextHandle copy(keyed ? EVP_MAC_CTX_dup(keyed.get()) : nullptr);
    if (!copy) return nullptr;
    return std::make_unique<HmacContext>(std::move(copy), hashSizeOf(algorithm));
  };
}

}  // namespace jwtauth::inline v0
