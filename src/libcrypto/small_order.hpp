#pragma once

#include <array>

namespace jwtauth::inline v0 {

/// The encoding of a point on Ed25519's curve, RFC 8032 5.1.2.
using Ed25519Point = std::array<unsigned char, 32>;

/// Whether the point has an order of 8 or less. As a public key it proves nothing: for at least every eighth
/// message, anyone can write a signature that verifies.
bool isOfSmallOrder(Ed25519Point point) noexcept;

}  // namespace jwtauth::inline v0
