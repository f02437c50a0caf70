#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "jwtauth/config.hpp"
#include "src/text/ascii.hpp"

namespace jwtauth::inline v0 {

/// Authorization with the scheme Bearer, where a token is unless tokenFrom says otherwise.
inline const TokenPlace& usualPlace() {
  static const TokenPlace place{.header = "Authorization", .scheme = "Bearer"};
  return place;
}

/// How a token at this place is presented.
inline AuthenticationScheme schemeOf(const TokenPlace& place) noexcept {
  const bool isDpop = equalsWithoutCase(place.header, "Authorization") && equalsWithoutCase(place.scheme, "DPoP");
  return isDpop ? AuthenticationScheme::dpop : AuthenticationScheme::bearer;
}

/// Whether a token may come with the scheme DPoP.
inline bool takesDpop(const JwtAuthenticationConfig& config) noexcept {
  const auto& places = config.tokenFrom;
  const auto isDpop = [](const TokenPlace& place) { return schemeOf(place) == AuthenticationScheme::dpop; };
  return config.dpop != Possession::off && (places.empty() || std::any_of(places.begin(), places.end(), isDpop));
}

/// "the cookie `x`", "the field `X-Token`"
inline std::string describe(const TokenPlace& place) {
  if (!place.cookie.empty()) return "the cookie `" + place.cookie + '`';
  return "the field `" + place.header + '`' + (place.scheme.empty() ? "" : " with the scheme " + place.scheme);
}

/// Where a mechanism looks for its token.
inline std::vector<TokenPlace> placesOf(const JwtAuthenticationConfig& config) {
  if (!config.tokenFrom.empty()) return config.tokenFrom;
  std::vector<TokenPlace> places{usualPlace()};
  if (config.dpop != Possession::off) places.push_back({.header = "Authorization", .scheme = "DPoP"});
  return places;
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
