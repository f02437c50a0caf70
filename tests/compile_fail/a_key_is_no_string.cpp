// refused: could not convert|no viable conversion
#include "jwtauth/key_provider.hpp"

// Which algorithm would it be for?
std::shared_ptr<jwtauth::KeyProvider> keys(const std::string& text) {
#ifdef FORBIDDEN
  return jwtauth::singleKey(text);
#else
  return jwtauth::singleKey(jwtauth::VerificationKey::fromText(jwtauth::Algorithm::HS256, text));
#endif
}
