#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "jwtauth/algorithm.hpp"
#include "src/json/json_value.hpp"

namespace jwtauth::inline v0 {

/// RFC 9864 2.2: the name of EdDSA with Ed25519 that says which curve it is; the older one is still written.
inline constexpr std::string_view fullySpecifiedEdDsa = "Ed25519";

/// Whether `alg` of a token, a JWK or a configuration names this algorithm.
inline bool isNameOf(Algorithm algorithm, std::string_view joseName) noexcept {
  return joseName == nameOf(algorithm) || (algorithm == Algorithm::EdDSA && joseName == fullySpecifiedEdDsa);
}

/// All names by which clients know these algorithms.
inline std::vector<std::string> joseNamesOf(std::span<const Algorithm> algorithms) {
  std::vector<std::string> names;
  for (const Algorithm algorithm : algorithms) {
    names.emplace_back(nameOf(algorithm));
    if (algorithm == Algorithm::EdDSA) names.emplace_back(fullySpecifiedEdDsa);
  }
  return names;
}

/// The one of these algorithms that `alg` names.
inline std::optional<Algorithm> algorithmNamed(const JsonString& name, std::span<const Algorithm> among) noexcept {
  const auto found = std::find_if(among.begin(), among.end(), [&](Algorithm one) {
    return name.equals(nameOf(one)) || (one == Algorithm::EdDSA && name.equals(fullySpecifiedEdDsa));
  });
  return found == among.end() ? std::nullopt : std::optional(*found);
}

}  // namespace jwtauth::inline v0
