// refused: const std::|discards qualifiers|no viable overloaded
#include "jwtauth/principal.hpp"

void promote(const jwtauth::Principal& who, std::string& role) {
#ifdef FORBIDDEN
  who.roles()[0] = role;
#else
  role = who.roles()[0];
#endif
}
