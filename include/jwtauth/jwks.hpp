#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "jwtauth/export.hpp"
#include "jwtauth/key.hpp"
#include "jwtauth/key_provider.hpp"

namespace jwtauth::inline v0 {

/// Reads a JWK Set document (RFC 7517 5), or a single JWK, as a provider of keys for the allowed algorithms.
/// An unusable key never fails the set: KeyProvider::skipped() names it and says why. A key without `alg` that several
/// of the algorithms fit serves them all, or is left out with `oneAlgorithmAKey`. Throws ConfigurationError when the
/// text is not a JWK Set, is longer than 256 KiB, holds more than 1,000 keys, or has no usable key.
JWTAUTH_EXPORT std::shared_ptr<KeyProvider> parseJwks(std::string_view text, std::span<const Algorithm> allowed,
                                                      bool oneAlgorithmAKey = false);

}  // namespace jwtauth::inline v0
