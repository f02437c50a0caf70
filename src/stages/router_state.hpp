#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "jwtauth/issuer_router.hpp"

namespace jwtauth::inline v0 {

/// What a router is made of; immutable after construction.
struct RouterState {
  using Route = Result<const JwtAuthenticationMechanism*>;

  std::vector<JwtAuthenticationMechanism> mechanisms;
  std::size_t maxTokenBytes;
  bool unwraps;  ///< some mechanism takes tokens that are base64-encoded once more

  /// The mechanism for this token's issuer; may throw std::bad_alloc.
  Route mechanismFor(std::string_view token) const;

  const std::string& realm() const noexcept;
  /// requiredScopes, where all mechanisms agree: which of them refused a request is not known when it is answered.
  std::vector<std::string> commonScopes() const;

  bool isWrapped(std::string_view token) const noexcept;
};

struct IssuerRouter::Impl : RouterState {};

}  // namespace jwtauth::inline v0
