// refused: static.assert
#include "jwtauth/result.hpp"

#ifdef FORBIDDEN
using Held = jwtauth::Error;
#else
using Held = int;
#endif

template class jwtauth::Result<Held>;
