#pragma once

#include <array>
#include <cstddef>
#include <span>

namespace jwtauth::inline v0 {

inline constexpr std::size_t maxCoordinateSize = 66;                        // P-521
inline constexpr std::size_t maxDerSize = 3 + 2 * (3 + maxCoordinateSize);  // SEQUENCE of two INTEGERs

/// JOSE's r‖s (RFC 7518 3.4), each at most maxCoordinateSize, as the DER that libcrypto verifies (RFC 3279 2.2.3).
/// Allocates nothing; yields its part of `buffer`.
std::span<const unsigned char> derOfEcdsa(std::span<const unsigned char> signature,
                                          std::array<unsigned char, maxDerSize>& buffer) noexcept;

}  // namespace jwtauth::inline v0
