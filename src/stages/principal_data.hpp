#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "jwtauth/principal.hpp"
#include "src/json/json_value.hpp"
#include "src/possession/confirmation.hpp"

namespace jwtauth::inline v0 {

/// What a Principal is a handle to.
struct Principal::Data {
  std::string name;
  std::vector<std::string> roles;
  std::optional<std::chrono::sys_seconds> expiresAt;
  std::string claimsText;
  std::shared_ptr<const std::vector<std::string>> scopesClaim;  ///< null: the usual ones
  std::shared_ptr<const Confirmation> confirmation;             ///< null: the token is not bound
};

/// The scopes of a token: of the first of these claims that it has. None where that is of another type.
std::vector<std::string> scopesIn(JsonValue payload, std::span<const std::string> claims);

/// The claims that hold scopes, where the configuration names none.
std::span<const std::string> usualScopesClaims();

/// The library's own way to make a Principal; there is no other.
struct PrincipalAccess {
  using Data = Principal::Data;

  static Principal make(std::shared_ptr<const Data> data) noexcept { return Principal(std::move(data)); }
  static const Data& dataOf(const Principal& principal) noexcept { return *principal.data_; }
};

}  // namespace jwtauth::inline v0
