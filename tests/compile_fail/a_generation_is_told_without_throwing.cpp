// refused: exception specification|looser
#include "jwtauth/key_provider.hpp"

struct Keys : jwtauth::KeyProvider {
#ifdef FORBIDDEN
  std::uint64_t generation() const override;
#else
  std::uint64_t generation() const noexcept override;
#endif
};
