// refused: could not convert|no viable conversion|cannot convert
#include "jwtauth/key.hpp"

// Text may be hex or base64 of the secret: fromText says that its bytes are meant as they are.
jwtauth::VerificationKey key(std::string_view text) {
#ifdef FORBIDDEN
  return jwtauth::VerificationKey::fromSecret(jwtauth::Algorithm::HS256, text);
#else
  return jwtauth::VerificationKey::fromSecret(jwtauth::Algorithm::HS256, std::as_bytes(std::span(text)));
#endif
}
