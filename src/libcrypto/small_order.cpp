// A public key of Ed25519 goes in; whether it is one of the few for which anyone can sign comes out.
#include "src/libcrypto/small_order.hpp"

#include <algorithm>

namespace jwtauth::inline v0 {
namespace {

/// p = 2^255 - 19 and its neighbours, little-endian.
constexpr Ed25519Point nearModulus(unsigned char lowestByte) noexcept {
  Ed25519Point point{};
  point.fill(0xff);
  point.front() = lowestByte;
  point.back() = 0x7f;
  return point;
}

/// All values of y that the points of order 1, 2, 4 and 8 have, canonical or not, without the sign of x.
constexpr std::array<Ed25519Point, 7> smallOrderPoints = {
    Ed25519Point{0},
    Ed25519Point{1},
    nearModulus(0xec),
    nearModulus(0xed),
    nearModulus(0xee),
    Ed25519Point{0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
                 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05},
    Ed25519Point{0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
                 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a}};

}  // namespace

bool isOfSmallOrder(Ed25519Point point) noexcept {
  point.back() &= 0x7f;
  return std::find(smallOrderPoints.begin(), smallOrderPoints.end(), point) != smallOrderPoints.end();
}

}  // namespace jwtauth::inline v0
