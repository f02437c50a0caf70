// refused: no matching (function|constructor)
#include "jwtauth/testing.hpp"

// Nothing is signed without a key.
jwtauth::testing::TokenBuilder token([[maybe_unused]] const jwtauth::testing::TokenIssuer& issuer) {
#ifdef FORBIDDEN
  return jwtauth::testing::TokenBuilder();
#else
  return issuer.token();
#endif
}
