#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "jwtauth/clock.hpp"
#include "jwtauth/export.hpp"
#include "jwtauth/principal.hpp"
#include "jwtauth/result.hpp"

namespace jwtauth::inline v0 {

/// What a route demands of an authenticated principal. Whatever is left empty is not demanded. A value type: make it
/// once, use it from any number of threads.
struct JWTAUTH_EXPORT Requirement {
  enum class Match { all, any };

  /// Scopes of the token (Principal::scopes), compared exactly.
  std::vector<std::string> scopes{};
  Match scopeMatch = Match::all;

  /// The user needs one of these roles.
  std::vector<std::string> roles{};

  /// The login must be of one of these authentication context classes (`acr`, RFC 9470 4).
  std::vector<std::string> acrValues{};

  /// How long ago the user may have logged in at most (`auth_time`, RFC 9470 4); a token without `auth_time` is
  /// refused.
  std::optional<std::chrono::seconds> maxLoginAge{};

  /// Tolerance for `auth_time`.
  std::chrono::seconds clockSkew{30};

  /// Refuses with loginInsufficient (401), scopeInsufficient (403) or roleInsufficient (403), in this order; with
  /// claimMalformed (401) where maxLoginAge is set and `auth_time` is no time, or in the future.
  /// AuthenticationMechanism::refusal makes the answer. May throw std::bad_alloc.
  Result<void> check(const Principal& principal, WallTime now = wallNow()) const;
};

}  // namespace jwtauth::inline v0
