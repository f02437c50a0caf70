// refused: no matching (function|constructor)
#include "jwtauth/principal.hpp"

// Holding one is proof of a verified token; a handle can be copied.
jwtauth::Principal impostor([[maybe_unused]] const jwtauth::Principal& real) {
#ifdef FORBIDDEN
  return jwtauth::Principal();
#else
  return jwtauth::Principal(real);
#endif
}
