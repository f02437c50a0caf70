#pragma once

#include <algorithm>
#include <memory>
#include <utility>

#include "jwtauth/jwt_authentication_mechanism.hpp"
#include "src/configuration/resource_metadata.hpp"
#include "src/configuration/token_places.hpp"
#include "src/errors/challenge.hpp"
#include "src/json/starred_pointer.hpp"
#include "src/keys/algorithm_names.hpp"
#include "src/libcrypto/secrets.hpp"
#include "src/possession/dpop_checker.hpp"
#include "src/stages/header_memo.hpp"
#include "src/stages/stages.hpp"
#include "src/stages/verdict_cache.hpp"

namespace jwtauth::inline v0 {

/// What the challenges of a configuration say.
inline ChallengeTerms termsOf(const JwtAuthenticationConfig& config) {
  ChallengeTerms terms;
  terms.realm = config.realm;
  terms.offersBearer = config.dpop != Possession::required;
  if (takesDpop(config)) terms.dpopAlgorithms = joseNamesOf(config.dpopAlgorithms);
  terms.resourceMetadata = metadataUrlOf(config.resource);
  terms.scopes = config.requiredScopes;
  return terms;
}

/// What a mechanism is made of; immutable after construction, except for what it remembers for speed.
struct MechanismState {
  MechanismState(JwtAuthenticationConfig settings, std::shared_ptr<KeyProvider> provider, Clock clocks)
      : config(std::move(settings)), keys(std::move(provider)), clock(std::move(clocks)) {
    // As the check of `aud` wants many of them.
    std::sort(config.audience.begin(), config.audience.end());
    config.audience.erase(std::unique(config.audience.begin(), config.audience.end()), config.audience.end());
    if (hasStar(config.rolesClaim)) config.rolesFrom = {{.claim = std::exchange(config.rolesClaim, {})}};
    if (!config.scopesClaim.empty()) scopesClaim = std::make_shared<const std::vector<std::string>>(config.scopesClaim);
    if (config.accessTokenProfile == AccessTokenProfile::rfc9068) config.requiredType = "at+jwt";
    if (config.dpop != Possession::off) dpop = std::make_unique<DpopChecker>(config);
    cleanse(config.dpopNonceSecret);
    if (config.verdictCacheEntries > 0) verdicts = std::make_unique<VerdictCache>(config.verdictCacheEntries);
  }

  /// All stages but the first; the error of a refusal names the scheme of the request.
  Result<Principal> authenticate(const Presentation& presentation) const noexcept;

  /// All of them.
  Result<Principal> authenticate(const Request& request, DpopChecker::Use use) const noexcept;

  /// For the next proof; nothing where none are wanted.
  std::optional<std::string> nonce() const { return dpop ? dpop->nonce(clock.wall()) : std::nullopt; }

  JwtAuthenticationConfig config;  ///< its keys are taken out
  /// Whether more is done with a header than to find its key; then none is remembered.
  bool readsEveryHeader =
      !config.requiredHeader.empty() || !config.otherAlgorithms.empty() || config.tokenForm != TokenForm::jws;
  ScopesClaim scopesClaim;
  std::shared_ptr<KeyProvider> keys;
  Clock clock;
  mutable HeaderMemo headers;
  std::unique_ptr<DpopChecker> dpop;  ///< null: it is off
  ChallengeTerms terms = termsOf(config);
  std::unique_ptr<VerdictCache> verdicts;  ///< null: nothing is remembered
};

struct JwtAuthenticationMechanism::Impl : MechanismState {
  using MechanismState::MechanismState;
};

/// The library's own way into a mechanism.
struct MechanismAccess {
  static const MechanismState& stateOf(const JwtAuthenticationMechanism& mechanism) noexcept;
  static const JwtAuthenticationConfig& configOf(const JwtAuthenticationMechanism& mechanism) noexcept {
    return stateOf(mechanism).config;
  }
};

inline const MechanismState& MechanismAccess::stateOf(const JwtAuthenticationMechanism& mechanism) noexcept {
  return *mechanism.impl_;
}

}  // namespace jwtauth::inline v0
