#pragma once

#include <string>

#include "bench/claims.hpp"
#include "jwtauth/testing.hpp"

namespace jwtauth::bench {

/// A payload as Auth0 issues it: of 551 bytes, when the issuer and the audience are those of claims.hpp.
inline testing::TokenBuilder auth0Token(const testing::TokenIssuer& issuer) {
  return issuer.token("auth0|64f1c2d3e4f5a6b7c8d9e0f1")
      .claim(rolesClaim, {"admin", "editor"})
      .claim("nickname", "jane.doe")
      .claim("name", "Jane Doe")
      .claim("picture",
             "https://s.gravatar.com/avatar/9e26471d35a78862c17e467d87cddedf?s=480&r=pg&d="
             "https%3A%2F%2Fcdn.auth0.com%2Favatars%2Fjd.png")
      .claim("updated_at", "2026-09-01T10:11:12.345Z")
      .claim("email", expectedEmail)
      .claim("email_verified", true)
      .claim("sid", "pX9s2Kq7Lm4Vn8Rt1Wz6Yb3Cd5Ef0Gh2")
      .claim("nonce", "T0lkM2dVcW5mYVdkWmtsN1hqVUhKbDN")
      .expiresIn(std::chrono::hours(24 * 365));
}

/// A token of as many characters, or a few less, filled up by a claim nobody asks for.
inline std::string tokenOfSize(const testing::TokenIssuer& issuer, std::size_t characters) {
  const testing::TokenBuilder bare = issuer.token("u").withoutHeader("kid").expiresIn(std::chrono::hours(24 * 365));
  const std::size_t least = testing::TokenBuilder(bare).claim("f", "").sign().size();
  const std::size_t filling = characters > least ? (characters - least) / 4 * 3 : 0;
  return testing::TokenBuilder(bare).claim("f", std::string(filling, 'x')).sign();
}

/// What is measured everywhere: signature, times, issuer, audience, `email` and the roles.
inline JwtAuthenticationConfig auth0Config(const testing::TokenIssuer& issuer) {
  JwtAuthenticationConfig config = issuer.config();
  config.usernameClaim = "email";
  config.rolesClaim = rolesClaim;
  return config;
}

}  // namespace jwtauth::bench
