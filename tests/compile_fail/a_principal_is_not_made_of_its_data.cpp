// refused: is (private|a private member)
#include "jwtauth/principal.hpp"

#ifdef FORBIDDEN
using Hidden = jwtauth::Principal::Data;
#else
using Hidden = jwtauth::Principal;
#endif

Hidden* hidden = nullptr;
