// refused: no match for|no viable overloaded
#include "jwtauth/config.hpp"

// Would true refuse or accept?
void configure(jwtauth::JwtAuthenticationConfig& config) {
#ifdef FORBIDDEN
  config.extraCheck = [](const jwtauth::Principal& who) { return who.hasRole("admin"); };
#else
  config.extraCheck = [](const jwtauth::Principal& who) -> std::optional<jwtauth::Error> {
    if (who.hasRole("admin")) return std::nullopt;
    return jwtauth::Error{jwtauth::ErrorCode::roleInsufficient, "administrators alone"};
  };
#endif
}
