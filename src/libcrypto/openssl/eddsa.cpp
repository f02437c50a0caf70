// EdDSA with Ed25519 (RFC 8037 3.1): a public key goes in, contexts that verify signatures over a message come out.
#include "src/libcrypto/error_queue.hpp"
#include "src/libcrypto/native_key.hpp"
#include "src/libcrypto/openssl/signature_contexts.hpp"
#include "src/text/bytes.hpp"

namespace jwtauth::inline v0 {
namespace {

constexpr std::size_t ed25519SignatureSize = 64;

class EddsaContext final : public SignatureContext {
 public:
  EddsaContext(DigestContextHandle context, EVP_PKEY* key) noexcept : context_(std::move(context)), key_(key) {}

  SignatureOutcome verify(std::string_view signingInput, std::span<const unsigned char> signature) noexcept override {
    if (signature.size() != ed25519SignatureSize) return SignatureOutcome::forged;
    // From OpenSSL 3.4 on a context that was not started again refuses the second valid signature.
    if (EVP_DigestVerifyInit(context_.get(), nullptr, nullptr, nullptr, nullptr) != 1 &&
        EVP_DigestVerifyInit(context_.get(), nullptr, nullptr, nullptr, key_) != 1) {
      return SignatureOutcome::failed;
    }
    return outcomeOf(EVP_DigestVerify(context_.get(), signature.data(), signature.size(), bytesOf(signingInput),
                                      signingInput.size()));
  }

 private:
  DigestContextHandle context_;
  EVP_PKEY* key_;
};

}  // namespace

std::unique_ptr<SignatureContext> makeEddsaContext(const NativeKey& key) {
  DigestContextHandle context(EVP_MD_CTX_new());
  if (!context || EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1) return nullptr;
  return std::make_unique<EddsaContext>(std::move(context), key.get());
}

}  // namespace jwtauth::inline v0
