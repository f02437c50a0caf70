// refused: deleted
#include <utility>

#include "jwtauth/jwt_authentication_mechanism.hpp"

jwtauth::JwtAuthenticationMechanism second(jwtauth::JwtAuthenticationMechanism& first) {
#ifdef FORBIDDEN
  return jwtauth::JwtAuthenticationMechanism(first);
#else
  return jwtauth::JwtAuthenticationMechanism(std::move(first));
#endif
}
