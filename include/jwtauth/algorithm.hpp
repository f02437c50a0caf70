#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "jwtauth/export.hpp"
#include "jwtauth/result.hpp"

namespace jwtauth::inline v0 {

/// The signature algorithms of RFC 7518 3.1 and RFC 8037 that a server should accept. `none` is not one of them.
enum class Algorithm : std::uint8_t {
  HS256,
  HS384,
  HS512,  ///< HMAC with SHA-2
  RS256,
  RS384,
  RS512,  ///< RSASSA-PKCS1-v1_5
  PS256,
  PS384,
  PS512,  ///< RSASSA-PSS, salt as long as the hash
  ES256,
  ES384,
  ES512,  ///< ECDSA on P-256, P-384, P-521
  EdDSA,  ///< Ed25519, which is also its name in RFC 9864
};

/// All of them, in the order above.
inline constexpr std::array allAlgorithms = {
    Algorithm::HS256, Algorithm::HS384, Algorithm::HS512, Algorithm::RS256, Algorithm::RS384,
    Algorithm::RS512, Algorithm::PS256, Algorithm::PS384, Algorithm::PS512, Algorithm::ES256,
    Algorithm::ES384, Algorithm::ES512, Algorithm::EdDSA,
};

/// The `alg` value, "RS256".
JWTAUTH_EXPORT std::string_view nameOf(Algorithm algorithm) noexcept;

/// The algorithm of exactly this JOSE name (letter case counts); Ed25519 is EdDSA. Refuses with settingInvalid; "none"
/// and RESTHeart's aliases are not JOSE names (configFromJson knows the aliases).
JWTAUTH_EXPORT Result<Algorithm> parseAlgorithm(std::string_view joseName) noexcept;

constexpr bool isHmac(Algorithm algorithm) noexcept {
  return algorithm <= Algorithm::HS512;
}

}  // namespace jwtauth::inline v0
