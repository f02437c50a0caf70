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

/// Describes a JWK, usable or not; leaves algorithms and remark empty.
KeyDescription describeJwk(JsonValue jwk);

}  // namespace jwtauth::inline v0
