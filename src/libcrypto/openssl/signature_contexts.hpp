#pragma once

#include <cstddef>
#include <span>

#include "jwtauth/algorithm.hpp"
#include "src/libcrypto/openssl/context_pool.hpp"
#include "src/libcrypto/public_key.hpp"

// One class of contexts for each family of algorithms, each prepared once and used again and again. What is made here
// is null when OpenSSL refuses, and then the error queue says why.
namespace jwtauth::inline v0 {

/// The name by which OpenSSL knows the hash of a HS, RS, PS or ES algorithm.
const char* hashNameOf(Algorithm algorithm) noexcept;

/// HS256, HS384, HS512.
SignatureContextPool::Make hmacContexts(Algorithm algorithm, std::span<const std::byte> secret);

/// RS, PS and ES: over a hash of the signing input.
std::unique_ptr<SignatureContext> makeHashedContext(Algorithm algorithm, const NativeKey& key);

/// EdDSA with Ed25519: over the signing input itself. The key outlives the context.
std::unique_ptr<SignatureContext> makeEddsaContext(const NativeKey& key);

}  // namespace jwtauth::inline v0
