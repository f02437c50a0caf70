// A JOSE name of an algorithm goes in, the algorithm comes out, and the other way round. Refused: every other name.
#include "jwtauth/algorithm.hpp"

#include <array>
#include <utility>

namespace jwtauth::inline v0 {
namespace {

constexpr std::array<std::pair<std::string_view, Algorithm>, 13> joseNames{{
    {"HS256", Algorithm::HS256},
    {"HS384", Algorithm::HS384},
    {"HS512", Algorithm::HS512},
    {"RS256", Algorithm::RS256},
    {"RS384", Algorithm::RS384},
    {"RS512", Algorithm::RS512},
    {"PS256", Algorithm::PS256},
    {"PS384", Algorithm::PS384},
    {"PS512", Algorithm::PS512},
    {"ES256", Algorithm::ES256},
    {"ES384", Algorithm::ES384},
    {"ES512", Algorithm::ES512},
    {"EdDSA", Algorithm::EdDSA},
}};

}  // namespace

std::string_view nameOf(Algorithm algorithm) noexcept {
  for (const auto& [name, value] : joseNames) {
    if (value == algorithm) return name;
  }
  return "unknown";
}

Result<Algorithm> parseAlgorithm(std::string_view joseName) noexcept {
  for (const auto& [name, value] : joseNames) {
    if (name == joseName) return value;
  }
  return Error{ErrorCode::settingInvalid,
               "not an algorithm this library verifies; expected one of HS256, HS384, HS512, "
               "RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA"};
}

}  // namespace jwtauth::inline v0
