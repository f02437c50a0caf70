// refused: cannot convert|incompatible type
#include "jwtauth/config.hpp"

void configure(jwtauth::JwtAuthenticationConfig& config) {
#ifdef FORBIDDEN
  config.algorithm = 3;
#else
  config.algorithm = jwtauth::Algorithm::RS256;
#endif
}
