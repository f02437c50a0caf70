// A JOSE name of an algorithm goes in, the algorithm comes out, and the other way round. Refused: every other name.
#include "jwtauth/algorithm.hpp"

#include "src/keys/algorithm_names.hpp"

namespace jwtauth::inline v0 {

std::string_view nameOf(Algorithm algorithm) noexcept {
  switch (algorithm) {
    case Algorithm::HS256:
      return "HS256";
    case Algorithm::HS384:
      return "HS384";
    case Algorithm::HS512:
      return "HS512";
    case Algorithm::RS256:
      return "RS256";
    case Algorithm::RS384:
      return "RS384";
    case Algorithm::RS512:
      return "RS512";
    case Algorithm::PS256:
      return "PS256";
    case Algorithm::PS384:
      return "PS384";
    case Algorithm::PS512:
      return "PS512";
    case Algorithm::ES256:
      return "ES256";
    case Algorithm::ES384:
      return "ES384";
    case Algorithm::ES512:
      return "ES512";
    case Algorithm::EdDSA:
      return "EdDSA";
  }
  return "unknown";
}

Result<Algorithm> parseAlgorithm(std::string_view joseName) noexcept {
  for (const Algorithm algorithm : allAlgorithms) {
    if (isNameOf(algorithm, joseName)) return algorithm;
  }
  return Error{ErrorCode::settingInvalid,
               "not an algorithm this library verifies; expected one of HS256, HS384, HS512, "
               "RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA, Ed25519"};
}

}  // namespace jwtauth::inline v0
