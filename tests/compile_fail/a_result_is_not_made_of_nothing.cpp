// refused: no matching (function|constructor)
#include "jwtauth/principal.hpp"
#include "jwtauth/result.hpp"

jwtauth::Result<jwtauth::Principal> answer() {
#ifdef FORBIDDEN
  jwtauth::Result<jwtauth::Principal> result;
#else
  jwtauth::Result<jwtauth::Principal> result = jwtauth::Error{jwtauth::ErrorCode::expired, ""};
#endif
  return result;
}
