// refused: cannot convert|incompatible type
#include "jwtauth/config.hpp"

// The algorithm is the configuration's; a string could come from a token.
void configure(jwtauth::JwtAuthenticationConfig& config) {
#ifdef FORBIDDEN
  config.algorithm = "RS256";
#else
  config.algorithm = jwtauth::Algorithm::RS256;
#endif
}
