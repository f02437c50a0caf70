#pragma once

#include <span>
#include <string>

#include "jwtauth/config.hpp"
#include "src/text/ascii.hpp"

namespace jwtauth::inline v0 {

/// Authorization with the scheme Bearer, where a token is unless tokenFrom says otherwise.
inline const TokenPlace& usualPlace() {
  static const TokenPlace place{.header = "Authorization", .scheme = "Bearer"};
  return place;
}

/// "the cookie `x`", "the field `X-Token`"
inline std::string describe(const TokenPlace& place) {
  if (!place.cookie.empty()) return "the cookie `" + place.cookie + '`';
  return "the field `" + place.header + '`' + (place.scheme.empty() ? "" : " with the scheme " + place.scheme);
}

/// Where a mechanism looks for its token.
inline std::span<const TokenPlace> placesOf(const JwtAuthenticationConfig& config) {
  if (config.tokenFrom.empty()) return {&usualPlace(), 1};
  return config.tokenFrom;
}

inline bool isSamePlace(const TokenPlace& one, const TokenPlace& other) noexcept {
  return equalsWithoutCase(one.header, other.header) && equalsWithoutCase(one.scheme, other.scheme) &&
         one.cookie == other.cookie;
}

/// Whether one value may count as a token at both: the same field, with and without a scheme.
inline bool contradict(const TokenPlace& one, const TokenPlace& other) noexcept {
  return one.cookie.empty() && other.cookie.empty() && equalsWithoutCase(one.header, other.header) &&
         one.scheme.empty() != other.scheme.empty();
}

}  // namespace jwtauth::inline v0
