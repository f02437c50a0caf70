#pragma once

#include <cstddef>
#include <string_view>

namespace jwtauth::inline v0 {

/// Where the segment `*` of a JSON Pointer begins, which stands for every element of an array: the place of its slash,
/// or npos when there is none or the text is a literal name.
constexpr std::size_t placeOfStar(std::string_view pointer) noexcept {
  if (!pointer.starts_with('/')) return std::string_view::npos;
  for (std::size_t slash = 0; slash != std::string_view::npos; slash = pointer.find('/', slash + 1)) {
    const std::string_view rest = pointer.substr(slash + 1);
    if (rest.substr(0, rest.find('/')) == "*") return slash;
  }
  return std::string_view::npos;
}

constexpr bool hasStar(std::string_view pointer) noexcept {
  return placeOfStar(pointer) != std::string_view::npos;
}

}  // namespace jwtauth::inline v0
