// A key goes in, a verifier comes out; a signing input and a signature go in, verified or forged comes out. Each
// verification takes a prepared context from the key's pool and gives it back.
#include "src/libcrypto/verifier.hpp"

#include <new>

#include "src/libcrypto/error_queue.hpp"
#include "src/libcrypto/openssl/context_pool.hpp"
#include "src/libcrypto/openssl/signature_contexts.hpp"

#if defined(OPENSSL_IS_AWSLC) || defined(OPENSSL_IS_BORINGSSL)
#error "JWTAUTH_LIBCRYPTO is openssl, and these headers are not OpenSSL's"
#endif

namespace jwtauth::inline v0 {

struct NativeVerifier {
  explicit NativeVerifier(SignatureContextPool::Make make) : contexts(std::move(make)) {}

  SignatureContextPool contexts;
};

namespace {

Verifier verifierOf(SignatureContextPool::Make contexts) {
  // A first context is prepared at once: what OpenSSL cannot use is refused here and not at a request.
  auto first = contexts();
  if (!first) {
    requireMemory();
    return nullptr;
  }
  auto verifier = std::make_shared<NativeVerifier>(std::move(contexts));
  verifier->contexts.giveBack(std::move(first));
  return verifier;
}

}  // namespace

Verifier makeVerifier(Algorithm algorithm, const PublicKey& key) {
  const ErrorQueueGuard guard;
  return verifierOf([algorithm, key]() -> std::unique_ptr<SignatureContext> {
    return algorithm == Algorithm::EdDSA ? makeEddsaContext(*key) : makeHashedContext(algorithm, *key);
  });
}

Verifier makeVerifier(Algorithm algorithm, std::span<const std::byte> secret) {
  const ErrorQueueGuard guard;
  return verifierOf(hmacContexts(algorithm, secret));
}

SignatureOutcome verify(const NativeVerifier& verifier, std::string_view signingInput,
                        std::span<const unsigned char> signature) noexcept {
  const ErrorQueueGuard guard;
  std::unique_ptr<SignatureContext> context;
  try {
    context = verifier.contexts.take();
  } catch (const std::bad_alloc&) {
    return SignatureOutcome::outOfMemory;
  }
  if (!context) return SignatureOutcome::outOfMemory;

  const SignatureOutcome outcome = context->verify(signingInput, signature);
  // A context that failed for another reason than the signature is not used again.
  if (outcome == SignatureOutcome::verified || outcome == SignatureOutcome::forged) {
    verifier.contexts.giveBack(std::move(context));
  }
  return outcome;
}

void forgetPrepared(const NativeVerifier& verifier) noexcept {
  verifier.contexts.clear();
}

}  // namespace jwtauth::inline v0
