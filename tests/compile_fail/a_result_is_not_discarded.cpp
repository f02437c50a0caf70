// refused: a Result that is not looked at authenticates no one
#include "jwtauth/jwt_authentication_mechanism.hpp"

bool serve(const jwtauth::JwtAuthenticationMechanism& auth) {
#ifdef FORBIDDEN
  auth.authenticate("Bearer x");
  return true;
#else
  return auth.authenticate("Bearer x").hasValue();
#endif
}
