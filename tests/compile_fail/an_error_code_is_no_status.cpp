// refused: no match for|invalid operands
#include "jwtauth/result.hpp"

bool isUnauthorized(const jwtauth::Error& error) {
#ifdef FORBIDDEN
  return error.code == 401;
#else
  return error.httpStatus() == 401;
#endif
}
