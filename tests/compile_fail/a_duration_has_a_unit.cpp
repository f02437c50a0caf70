// refused: no match for|no viable overloaded
#include "jwtauth/config.hpp"

void configure(jwtauth::JwtAuthenticationConfig& config) {
#ifdef FORBIDDEN
  config.clockSkew = 30;
#else
  config.clockSkew = std::chrono::seconds(30);
#endif
}
