#include "jwtauth/authentication_mechanism.hpp"

namespace jwtauth::inline v0 {

AuthenticationMechanism::~AuthenticationMechanism() = default;

}  // namespace jwtauth::inline v0
