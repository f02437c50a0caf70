#pragma once

#include <memory>

#include "jwtauth/jwt_authentication_mechanism.hpp"

namespace jwtauth::inline v0 {

/// What a mechanism is made of; immutable after construction.
struct JwtAuthenticationMechanism::Impl {
  JwtAuthenticationConfig config;  ///< its keys are taken out
  std::shared_ptr<KeyProvider> keys;
  Clock clock;
};

/// The library's own way into a mechanism.
struct MechanismAccess {
  static const JwtAuthenticationConfig& configOf(const JwtAuthenticationMechanism& mechanism) noexcept {
    return mechanism.impl_->config;
  }
};

}  // namespace jwtauth::inline v0
