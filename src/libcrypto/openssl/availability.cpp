// An algorithm goes in; whether OpenSSL has all that it takes comes out. The default properties, such as fips=yes of an
// OPENSSL_CONF, may leave out algorithms that the library itself has.
#include "src/libcrypto/error_queue.hpp"
#include "src/libcrypto/openssl/signature_contexts.hpp"
#include "src/libcrypto/openssl_handles.hpp"

namespace jwtauth::inline v0 {
namespace {

/// Throws std::bad_alloc when memory is missing, not the algorithm.
template <auto Fetch, auto Free>
bool has(const char* name) {
  auto* const fetched = Fetch(nullptr, name, nullptr);
  if (fetched == nullptr) {
    requireMemory();
    return false;
  }
  Free(fetched);
  return true;
}

bool hasHash(const char* name) {
  return has<EVP_MD_fetch, EVP_MD_free>(name);
}

bool hasSignature(const char* keyType, const char* signature) {
  return has<EVP_KEYMGMT_fetch, EVP_KEYMGMT_free>(keyType) && has<EVP_SIGNATURE_fetch, EVP_SIGNATURE_free>(signature);
}

}  // namespace

bool isAvailable(Algorithm algorithm) {
  const ErrorQueueGuard guard;
  if (!hasHash("SHA256")) return false;  // keys of a set are known by it, whatever they are for
  switch (algorithm) {
    case Algorithm::HS256:
    case Algorithm::HS384:
    case Algorithm::HS512:
      return hasHash(hashNameOf(algorithm)) && has<EVP_MAC_fetch, EVP_MAC_free>("HMAC");
    case Algorithm::RS256:
    case Algorithm::RS384:
    case Algorithm::RS512:
    case Algorithm::PS256:
    case Algorithm::PS384:
    case Algorithm::PS512:
      return hasHash(hashNameOf(algorithm)) && hasSignature("RSA", "RSA");
    case Algorithm::ES256:
    case Algorithm::ES384:
    case Algorithm::ES512:
      return hasHash(hashNameOf(algorithm)) && hasSignature("EC", "ECDSA");
    case Algorithm::EdDSA:
      break;
  }
  return hasSignature("ED25519", "ED25519");
}

}  // namespace jwtauth::inline v0
