// refused: abstract
#include "jwtauth/key_provider.hpp"

// find() is const, for any number of callers at once; one that is not overrides nothing.
class Keys final : public jwtauth::KeyProvider {
 public:
#ifdef FORBIDDEN
  jwtauth::Result<jwtauth::VerificationKey> find(jwtauth::Algorithm, std::string_view){
#else
  jwtauth::Result<jwtauth::VerificationKey> find(jwtauth::Algorithm, std::string_view) const override {
#endif
      return jwtauth::Error{jwtauth::ErrorCode::keyUnknown, ""};
} std::uint64_t generation() const noexcept override {
  return 0;
}
}
;

Keys keys;
