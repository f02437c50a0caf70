#pragma once

#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "jwtauth/key_provider.hpp"
#include "src/json/json_value.hpp"

namespace jwtauth::inline v0 {

/// Why one JWK cannot be used; what() is a sentence without key material.
class UnusableJwk : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The keys made from one JWK: one for each allowed algorithm that it can serve.
struct JwkKeys {
  std::vector<VerificationKey> keys;
  std::string identity;  ///< equal for the same key however it is written
  bool hasPrivateMembers = false;
};

/// Reads a JWK (RFC 7517 4, RFC 7518 6, RFC 8037 2). Throws UnusableJwk.
JwkKeys readJwk(JsonValue jwk, std::span<const Algorithm> allowed);

/// Refuses a JWK that is not meant to verify signatures of this algorithm: its type or curve, `use`, `key_ops`, `alg`.
/// Throws UnusableJwk.
void requireUse(Algorithm algorithm, JsonValue jwk);

/// The key of a public JWK for which requireUse() does not throw, from its numbers alone. Throws UnusableJwk, and
/// ConfigurationError for one that is too weak.
VerificationKey readPublicNumbers(Algorithm algorithm, JsonValue jwk);

/// Describes a JWK, usable or not; leaves algorithms and remark empty.
KeyDescription describeJwk(JsonValue jwk);

}  // namespace jwtauth::inline v0
