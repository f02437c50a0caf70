#pragma once

#include <memory>

#include "jwtauth/jwt_authentication_mechanism.hpp"

namespace jwtauth::inline v0 {

/// What a mechanism is made of; immutable after construction.
struct JwtAuthenticationMechanism::Impl {
  JwtAuthenticationConfig config;  ///< its key is taken out
  std::shared_ptr<KeyProvider> keys;
  Clock clock;
};

}  // namespace jwtauth::inline v0
