#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "jwtauth/principal.hpp"

namespace jwtauth::inline v0 {

/// What a Principal is a handle to.
struct Principal::Data {
  std::string name;
  std::vector<std::string> roles;
  std::optional<std::chrono::sys_seconds> expiresAt;
  std::string claimsText;
};

/// The library's own way to make a Principal; there is no other.
struct PrincipalAccess {
  using Data = Principal::Data;

  static Principal make(std::shared_ptr<const Data> data) noexcept { return Principal(std::move(data)); }
  static const Data& dataOf(const Principal& principal) noexcept { return *principal.data_; }
};

}  // namespace jwtauth::inline v0
