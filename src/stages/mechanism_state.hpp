#pragma once

#include <algorithm>
#include <memory>
#include <utility>

#include "jwtauth/jwt_authentication_mechanism.hpp"
#include "src/json/starred_pointer.hpp"
#include "src/stages/header_memo.hpp"
#include "src/stages/stages.hpp"
#include "src/stages/verdict_cache.hpp"

namespace jwtauth::inline v0 {

/// What a mechanism is made of; immutable after construction, except for what it remembers for speed.
struct MechanismState {
  MechanismState(JwtAuthenticationConfig settings, std::shared_ptr<KeyProvider> provider, Clock clocks)
      : config(std::move(settings)), keys(std::move(provider)), clock(std::move(clocks)) {
    // As the check of `aud` wants many of them.
    std::sort(config.audience.begin(), config.audience.end());
    config.audience.erase(std::unique(config.audience.begin(), config.audience.end()), config.audience.end());
    if (hasStar(config.rolesClaim)) config.rolesFrom = {{.claim = std::exchange(config.rolesClaim, {})}};
    if (!config.scopesClaim.empty()) scopesClaim = std::make_shared<const std::vector<std::string>>(config.scopesClaim);
    if (config.verdictCacheEntries > 0) verdicts = std::make_unique<VerdictCache>(config.verdictCacheEntries);
  }

  JwtAuthenticationConfig config;  ///< its keys are taken out
  /// Whether more is done with a header than to find its key; then none is remembered.
  bool readsEveryHeader =
      !config.requiredHeader.empty() || !config.otherAlgorithms.empty() || config.tokenForm != TokenForm::jws;
  ScopesClaim scopesClaim;
  std::shared_ptr<KeyProvider> keys;
  Clock clock;
  mutable HeaderMemo headers;
  std::unique_ptr<VerdictCache> verdicts;  ///< null: nothing is remembered
};

struct JwtAuthenticationMechanism::Impl : MechanismState {
  using MechanismState::MechanismState;
};

/// The library's own way into a mechanism.
struct MechanismAccess {
  static const JwtAuthenticationConfig& configOf(const JwtAuthenticationMechanism& mechanism) noexcept {
    return mechanism.impl_->config;
  }
};

}  // namespace jwtauth::inline v0
