// refused: deleted
#include "jwtauth/jwt_authentication_mechanism.hpp"

std::size_t roleCount(const jwtauth::JwtAuthenticationMechanism& auth) {
#ifdef FORBIDDEN
  return auth.authenticate("Bearer x")->roles().size();
#else
  const auto who = auth.authenticate("Bearer x");
  return who ? who->roles().size() : 0;
#endif
}
