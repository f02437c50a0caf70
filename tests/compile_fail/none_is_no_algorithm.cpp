// refused: is not a member|no member named
#include "jwtauth/key.hpp"

#ifdef FORBIDDEN
constexpr auto algorithm = jwtauth::Algorithm::none;
#else
constexpr auto algorithm = jwtauth::Algorithm::RS256;
#endif

static_assert(algorithm <= jwtauth::Algorithm::EdDSA);
