#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace jwtauth::inline v0 {

/// A token split at its dots: a JWS has three parts (RFC 7515 7.1), a JWE five (RFC 7516 7.1).
struct TokenParts {
  std::size_t count;
  std::string_view header, payload, signature;  ///< the first three; empty where there are fewer
};

inline TokenParts partsOf(std::string_view token) noexcept {
  constexpr std::size_t none = std::string_view::npos;
  const std::size_t first = token.find('.');
  if (first == none) return {1, token, {}, {}};
  const std::size_t second = token.find('.', first + 1);
  if (second == none) return {2, token.substr(0, first), token.substr(first + 1), {}};
  const std::size_t third = std::min(token.find('.', second + 1), token.size());
  const std::string_view more = token.substr(third);
  return {3 + static_cast<std::size_t>(std::count(more.begin(), more.end(), '.')), token.substr(0, first),
          token.substr(first + 1, second - first - 1), token.substr(second + 1, third - second - 1)};
}

}  // namespace jwtauth::inline v0
