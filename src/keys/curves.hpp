#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "jwtauth/algorithm.hpp"
#include "src/libcrypto/public_key.hpp"

namespace jwtauth::inline v0 {

/// A curve of ECDSA as JOSE has it (RFC 7518 3.4 and 6.2.1): each belongs to one algorithm.
struct JoseCurve {
  Curve curve;
  std::string_view name;
  std::size_t coordinateSize;
  Algorithm algorithm;
};

inline constexpr std::array<JoseCurve, 3> joseCurves{{{Curve::p256, "P-256", 32, Algorithm::ES256},
                                                      {Curve::p384, "P-384", 48, Algorithm::ES384},
                                                      {Curve::p521, "P-521", 66, Algorithm::ES512}}};

/// The curve for which the predicate holds; null when there is none.
template <class Predicate>
constexpr const JoseCurve* findCurve(Predicate holds) noexcept {
  const auto* const found = std::find_if(joseCurves.begin(), joseCurves.end(), holds);
  return found != joseCurves.end() ? found : nullptr;
}

}  // namespace jwtauth::inline v0
