#pragma once

#include <string_view>

#include "src/text/ascii.hpp"

namespace jwtauth::inline v0 {

/// RFC 7515 4.1.9: "application/" may be left out where no other slash is in the name.
constexpr std::string_view withoutApplication(std::string_view mediaType) noexcept {
  constexpr std::string_view prefix = "application/";
  const bool prefixed = equalsWithoutCase(mediaType.substr(0, prefix.size()), prefix);
  const bool otherSlash = prefixed && mediaType.find('/', prefix.size()) != std::string_view::npos;
  return prefixed && !otherSlash ? mediaType.substr(prefix.size()) : mediaType;
}

/// Whether `typ` of a JOSE header names this type. Media types are compared without letter case (RFC 2045 5.1).
constexpr bool isSameMediaType(std::string_view one, std::string_view other) noexcept {
  return equalsWithoutCase(withoutApplication(one), withoutApplication(other));
}

}  // namespace jwtauth::inline v0
