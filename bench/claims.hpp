#pragma once

#include <cstddef>

namespace jwtauth::bench {

/// What is checked and read of every token that is timed, here and in the peers.
inline constexpr auto expectedIssuer = "https://example.eu.auth0.com/";
inline constexpr auto expectedAudience = "kq3x7vFwzUjM9yTtR2pLbN8sHgD5cAeZ";
inline constexpr auto expectedEmail = "jane.doe@example.com";
inline constexpr auto rolesClaim = "https://example.com/roles";
inline constexpr std::size_t roleCount = 2;

}  // namespace jwtauth::bench
