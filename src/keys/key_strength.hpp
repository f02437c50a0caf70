#pragma once

#include <cstddef>
#include <span>

#include "jwtauth/algorithm.hpp"
#include "src/libcrypto/public_key.hpp"

namespace jwtauth::inline v0 {

/// Throws ConfigurationError about `algorithm` when the libcrypto does not have it.
void requireAvailable(Algorithm algorithm);

/// Throws ConfigurationError unless the key is of the algorithm's type and curve (keyUnusable) and strong enough
/// (keyTooWeak).
void requireSuitable(Algorithm algorithm, const NativeKey& key);

/// The same for a secret of HMAC, which must not be a public key in disguise.
void requireSuitable(Algorithm algorithm, std::span<const std::byte> secret);

}  // namespace jwtauth::inline v0
