// refused: cannot convert .*Result<.*bool|no viable conversion from .*Result<.*bool
#include "jwtauth/jwt_authentication_mechanism.hpp"

// Passed on as a bool, a Result would lose whom it authenticates, and could be counted or compared.
bool isKnown(const jwtauth::JwtAuthenticationMechanism& auth) {
#ifdef FORBIDDEN
  const bool known = auth.authenticate("Bearer x");
#else
  const bool known(auth.authenticate("Bearer x"));
#endif
  return known;
}
