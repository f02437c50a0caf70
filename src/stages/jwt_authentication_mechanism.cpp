// Stage 0: runs the stages of stages.hpp over one request. A header goes in, a principal or one refusal comes out;
// whatever escapes a stage becomes a refusal here.
#include "jwtauth/jwt_authentication_mechanism.hpp"

#include <new>
#include <utility>

#include "src/configuration/configuration.hpp"
#include "src/errors/challenge.hpp"
#include "src/errors/refuse_setting.hpp"
#include "src/errors/without_exceptions.hpp"
#include "src/keys/key_material.hpp"
#include "src/keys/key_set.hpp"
#include "src/libcrypto/secrets.hpp"
#include "src/stages/mechanism_state.hpp"
#include "src/stages/principal_data.hpp"
#include "src/stages/stages.hpp"

namespace jwtauth::inline v0 {
namespace {

/// What claims came with.
struct ClaimsOrigin {
  std::string_view token;
  std::string_view header{};
  std::string_view keyIssuer{};
};

/// Whom these claims name, which are authentic, and into `times` how long they are valid.
Result<Principal> acceptClaims(std::string&& payload, const ClaimsOrigin& origin, const Presentation& presentation,
                               const MechanismState& state, TokenTimes& times) {
  const JwtAuthenticationConfig& config = state.config;
  const WallTime now = state.clock.wall();
  const auto claims = checkClaims(payload, config, now, origin.header, origin.keyIssuer);
  if (!claims) return claims.error();
  times = claims->times;
  // Before possession: a request that has to wait for an answer is asked about again, with the same proof.
  if (const auto counts = checkRevocation({origin.token, payload}, config); !counts) return counts.error();
  // Before roles and scopes: whoever stole a token must not learn what it is good for.
  const auto held = checkPossession(claims->confirmation.get(), presentation, config, state.dpop.get(), now);
  if (!held) return held.error();
  return makePrincipal(*claims, std::move(payload), config, state.scopesClaim);
}

/// Whom a token names.
Result<Principal> verifyCompactToken(std::string_view token, const Presentation& presentation,
                                     const MechanismState& state, TokenTimes& times) {
  const JwtAuthenticationConfig& config = state.config;
  JwsWorkspace workspace;
  HeaderMemo* const memo = state.readsEveryHeader ? nullptr : &state.headers;
  const auto jws = parseCompactJws(token, headerPolicyOf(config), workspace, memo);
  if (!jws) return jws.error();

  const auto key = state.keys->find(jws->algorithm, jws->keyId);
  if (!key) return key.error();
  // A key is bound to one algorithm, and a provider cannot change which.
  if (key->algorithm() != jws->algorithm) {
    return Error{ErrorCode::keyUnknown, "the key provider gave a key for another algorithm"};
  }
  if (const auto verified = verifySignature(*key, jws->signingInput, jws->signature); !verified) {
    return verified.error();
  }
  if (memo != nullptr && !workspace.knownHeader) memo->remember(jws->headerText, jws->keyId);

  return acceptClaims(std::move(workspace.payload), {token, jws->header, KeyAccess::of(*key).issuer}, presentation,
                      state, times);
}

/// The same for a token that only its issuer can read.
Result<Principal> verifyOpaqueToken(const Presentation& presentation, const MechanismState& state) {
  const auto claims = askAuthority(presentation.token, *state.config.tokenAuthority);
  if (!claims) return claims.error();
  TokenTimes times;
  return acceptClaims(std::string(**claims), {presentation.token}, presentation, state, times);
}

Result<Principal> verifyToken(const Presentation& presentation, const MechanismState& state, TokenTimes& times) {
  if (state.config.tokenAuthority) return verifyOpaqueToken(presentation, state);
  if (!state.config.base64Encoded) return verifyCompactToken(presentation.token, presentation, state, times);
  const auto unwrapped = unwrapToken(presentation.token);
  if (!unwrapped) return unwrapped.error();
  return verifyCompactToken(*unwrapped, presentation, state, times);
}

Result<Principal> findPrincipal(const Presentation& presentation, const MechanismState& state) {
  const std::string_view token = presentation.token;
  const auto limited = limitToken(token, state.config.maxTokenBytes);
  if (!limited) return limited.error();
  std::uint64_t generation = 0;
  if (state.verdicts) {
    // Read before a key is looked up: if keys are replaced meanwhile, the verdict counts as one of the old keys.
    generation = state.keys->generation();
    const WallTime now = state.clock.wall();
    if (const auto known = state.verdicts->find(token, generation, state.config, now)) {
      const auto counts = checkRevocationOfKnown(token, known->claimsText(), state.config);
      if (!counts) return counts.error();
      const Confirmation* const bound = PrincipalAccess::dataOf(*known).confirmation.get();
      const auto held = checkPossession(bound, presentation, state.config, state.dpop.get(), now);
      return held ? askExtraCheck(*known, state.config) : held.error();
    }
  }
  TokenTimes times;
  auto principal = verifyToken(presentation, state, times);
  if (!principal) return principal;
  auto accepted = askExtraCheck(*std::move(principal), state.config);
  // Keys that were replaced meanwhile, or became unusable, are not those of this generation.
  const bool isOfTheseKeys = accepted && state.verdicts && state.keys->generation() == generation;
  if (isOfTheseKeys && generation != KeyProvider::noGeneration)
    state.verdicts->remember(token, generation, times, *accepted);
  return accepted;
}

/// At request time nothing but a Result leaves.
template <class Stages>
Result<Principal> refusingWhatEscapes(Stages runStages) noexcept {
  try {
    return runStages();
  } catch (const std::bad_alloc&) {
    return Error{ErrorCode::outOfMemory, "an allocation failed"};
  } catch (...) {
    return Error{ErrorCode::unexpectedFailure,
                 "an extraCheck, a Clock, a KeyProvider or a RevocationCheck threw an exception"};
  }
}

/// Of a mechanism that needs none.
class NoKeys final : public KeyProvider {
 public:
  Result<VerificationKey> find(Algorithm, std::string_view) const override {
    return Error{ErrorCode::keyUnknown, "the tokens are opaque: no key verifies them"};
  }
  std::uint64_t generation() const noexcept override { return noGeneration; }
};

/// The keys leave the configuration: they are kept in their verifying form alone.
std::shared_ptr<KeyProvider> takeKeys(JwtAuthenticationConfig& config) {
  const auto cleanseKeys = [](JwtAuthenticationConfig* spent) {
    cleanse(spent->key);
    for (ConfiguredKey& key : spent->keys) cleanse(key.key);
    spent->keys.clear();
  };
  const std::unique_ptr<JwtAuthenticationConfig, decltype(cleanseKeys)> cleansing(&config, cleanseKeys);
  const std::vector<Algorithm> algorithms = config.algorithms();
  if (config.keys.empty()) return singleKey(readKeyText(algorithms, config.key, {}));
  return provideConfiguredKeys(algorithms, config.keys);
}

}  // namespace

JwtAuthenticationMechanism::JwtAuthenticationMechanism(JwtAuthenticationConfig config, Clock clock) {
  requireUsable(config, clock);
  if (config.tokenAuthority) {
    impl_.reset(new Impl(std::move(config), std::make_shared<NoKeys>(), std::move(clock)));
    return;
  }
  if (!config.key.empty() && !config.keys.empty()) refuseSetting("keys", "set beside `key`; expected one of the two");
  if (config.key.empty() && config.keys.empty()) {
    refuseSetting("key", "empty; expected a PEM certificate or public key, or for HMAC a secret");
  }
  auto keys = takeKeys(config);
  impl_.reset(new Impl(std::move(config), std::move(keys), std::move(clock)));
}

JwtAuthenticationMechanism::JwtAuthenticationMechanism(JwtAuthenticationConfig config,
                                                       std::shared_ptr<KeyProvider> keys, Clock clock) {
  requireUsable(config, clock);
  if (!config.key.empty()) refuseSetting("key", "set beside a KeyProvider; expected one of the two");
  if (config.tokenAuthority) refuseSetting("tokenAuthority", "set beside a KeyProvider; expected one of the two");
  if (!keys) refuseSetting("keys", "a null KeyProvider");
  if (!config.keys.empty()) keys = joinKeys(takeKeys(config), std::move(keys));
  impl_.reset(new Impl(std::move(config), std::move(keys), std::move(clock)));
}

Result<JwtAuthenticationMechanism, ConfigurationError> JwtAuthenticationMechanism::create(
    JwtAuthenticationConfig config, Clock clock) noexcept {
  return withoutExceptions([&] { return JwtAuthenticationMechanism(std::move(config), std::move(clock)); });
}

Result<JwtAuthenticationMechanism, ConfigurationError> JwtAuthenticationMechanism::create(
    JwtAuthenticationConfig config, std::shared_ptr<KeyProvider> keys, Clock clock) noexcept {
  return withoutExceptions(
      [&] { return JwtAuthenticationMechanism(std::move(config), std::move(keys), std::move(clock)); });
}

JwtAuthenticationMechanism::~JwtAuthenticationMechanism() = default;
JwtAuthenticationMechanism::JwtAuthenticationMechanism(JwtAuthenticationMechanism&& other) noexcept
    : impl_(other.impl_) {}
JwtAuthenticationMechanism& JwtAuthenticationMechanism::operator=(JwtAuthenticationMechanism&& other) noexcept {
  impl_ = other.impl_;
  return *this;
}

Result<Principal> JwtAuthenticationMechanism::authenticate(const Request& request) const noexcept {
  return impl_->authenticate(request, DpopChecker::Use::once);
}

Result<Principal> JwtAuthenticationMechanism::verifyToken(std::string_view token) const noexcept {
  return impl_->authenticate({token});
}

Result<Principal> MechanismState::authenticate(const Request& request, DpopChecker::Use use) const noexcept {
  const auto credentials = openCredentials(request, config);
  if (!credentials) return credentials.error();
  return authenticate({credentials->token, credentials->scheme, &request, use});
}

Result<Principal> MechanismState::authenticate(const Presentation& presentation) const noexcept {
  auto principal = refusingWhatEscapes([&] { return findPrincipal(presentation, *this); });
  if (!principal) {
    Error error = principal.error();
    error.scheme = presentation.scheme;
    principal = error;
  }
  return principal;
}

VerdictCacheStatus JwtAuthenticationMechanism::verdictCacheStatus() const {
  return impl_->verdicts ? impl_->verdicts->status() : VerdictCacheStatus();
}

Refusal JwtAuthenticationMechanism::refusal(Error error, const Requirement& requirement) const {
  Refusal refusal = makeRefusal(error, impl_->terms, requirement);
  if (error.code == ErrorCode::proofNonceMissing) addNonce(refusal.fields, impl_->nonce());
  return refusal;
}

std::vector<ResponseField> JwtAuthenticationMechanism::acceptance(const Request& request) const {
  std::vector<ResponseField> fields;
  if (impl_->dpop && !request.dpop.empty()) addNonce(fields, impl_->dpop->nonceAfter(request, impl_->clock.wall()));
  return fields;
}

std::string JwtAuthenticationMechanism::challenge(Error error, std::string_view scope) const {
  Requirement requirement;
  if (!scope.empty()) requirement.scopes.emplace_back(scope);
  return makeChallenge(error, impl_->terms, requirement);
}

std::optional<std::string> JwtAuthenticationMechanism::resourceMetadata(std::string_view path) const {
  const JwtAuthenticationConfig* const config = &impl_->config;
  return metadataAt(path, {&config, 1});
}

void JwtAuthenticationMechanism::whenKeysSettle(const Request& request, std::function<void()> resume) const {
  const auto credentials = openCredentials(request, impl_->config);
  if (credentials && tellWhenSettled(credentials->token, impl_->config, resume)) return;
  impl_->keys->whenSettled(std::move(resume));
}

}  // namespace jwtauth::inline v0
