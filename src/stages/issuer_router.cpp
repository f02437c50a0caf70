// A token goes in, the verdict of the mechanism for the issuer it names comes out. Refused here: tokens whose payload
// cannot be read as far as `iss`, and issuers that no mechanism is configured for.
#include "jwtauth/issuer_router.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "src/configuration/token_places.hpp"
#include "src/errors/challenge.hpp"
#include "src/errors/refuse_setting.hpp"
#include "src/errors/without_exceptions.hpp"
#include "src/json/strict_json.hpp"
#include "src/stages/issuer_names.hpp"
#include "src/stages/mechanism_state.hpp"
#include "src/stages/router_state.hpp"
#include "src/stages/stages.hpp"
#include "src/text/base64url.hpp"
#include "src/text/repeated_strings.hpp"
#include "src/text/token_parts.hpp"

namespace jwtauth::inline v0 {
namespace {

using Mechanisms = std::vector<JwtAuthenticationMechanism>;
using Candidates = RouterState::Candidates;
using Route = RouterState::Route;

constexpr std::size_t charactersAtFirst = 1024;  // `iss` is among the first claims of most tokens

std::vector<std::string> namesOf(const JwtAuthenticationConfig& config) {
  std::vector<std::string> names{config.issuer};
  names.insert(names.end(), config.otherIssuers.begin(), config.otherIssuers.end());
  return names;
}

/// Whether a name of one of the two is one of the other's, too. The names are JSON strings without escapes here.
bool overlap(const JwtAuthenticationConfig& one, const JwtAuthenticationConfig& other) {
  const auto names = namesOf(other);
  if (one.issuer == other.issuer) return true;
  return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
    const auto pattern = hasTemplate(one) ? templateIn(one.issuer) : std::nullopt;
    return pattern ? pattern->tenantIn(name).has_value() : isNameOfIssuer(JsonString{name}, one);
  });
}

bool takesOpaque(const JwtAuthenticationMechanism& mechanism) noexcept {
  return MechanismAccess::configOf(mechanism).tokenAuthority != nullptr;
}

/// An opaque token does not say who issued it.
void requireOneAuthority(const Mechanisms& mechanisms) {
  const auto asked = std::count_if(mechanisms.begin(), mechanisms.end(), takesOpaque);
  if (asked > 1) refuseSetting("tokenAuthority", "in two mechanisms; expected one for all opaque tokens");
  const bool unwraps = std::any_of(mechanisms.begin(), mechanisms.end(),
                                   [](const auto& one) { return MechanismAccess::configOf(one).base64Encoded; });
  if (asked > 0 && unwraps) {
    refuseSetting("base64Encoded", "in one mechanism while another takes opaque tokens; expected one of the two");
  }
}

void requireRoutable(const Mechanisms& mechanisms) {
  if (mechanisms.empty()) refuseSetting("mechanisms", "none; expected at least one");
  requireOneAuthority(mechanisms);
  for (auto one = mechanisms.begin(); mechanisms.size() > 1 && one != mechanisms.end(); ++one) {
    const JwtAuthenticationConfig& config = MechanismAccess::configOf(*one);
    // Only as the last one, for tokens that name no issuer.
    if (config.issuer.empty() && one + 1 != mechanisms.end()) {
      refuseSetting("acceptAnyIssuer", "in one of several mechanisms; expected an issuer in each, or it in the last");
    }
    const bool repeated = std::any_of(mechanisms.begin(), one, [&](const JwtAuthenticationMechanism& other) {
      const JwtAuthenticationConfig& earlier = MechanismAccess::configOf(other);
      return earlier.tokenForm == config.tokenForm && (overlap(earlier, config) || overlap(config, earlier));
    });
    if (repeated) refuseSetting("issuer", "the same in two mechanisms; expected one mechanism for each issuer");
  }
}

/// The form of a token: the 64 bytes of an ES256 signature are always padded by AWS ALB, and never in a JWS.
TokenForm formOf(std::string_view compact) noexcept {
  return compact.ends_with('=') ? TokenForm::awsAlb : TokenForm::jws;
}

/// The part of a token that names the issuer.
std::string_view issuingPartOf(std::string_view compact, TokenForm form) {
  const TokenParts parts = partsOf(compact);
  if (parts.count < 3) return {};
  if (form == TokenForm::jws) return parts.payload;
  return parts.header.substr(0, parts.header.find('='));
}

constexpr Error unreadable{ErrorCode::tokenMalformed, "the payload cannot be read as far as `iss`"};

Route mechanismNamed(std::string_view members, TokenForm form, const Candidates& candidates) {
  StrictJsonObject claims(members);
  while (const auto claim = claims.next()) {
    if (!claim->name.equals("iss")) continue;
    const auto issuer = claim->value.string();
    const auto named = std::find_if(candidates.begin(), candidates.end(), [&](const auto* mechanism) {
      const JwtAuthenticationConfig& config = MechanismAccess::configOf(*mechanism);
      return issuer && config.tokenForm == form && isNameOfIssuer(*issuer, config);
    });
    if (named != candidates.end()) return *named;
    return Error{ErrorCode::issuerMismatch, "`iss` names none of the configured issuers"};
  }
  if (claims.fault() != JsonFault::none) return unreadable;
  if (MechanismAccess::configOf(*candidates.back()).issuer.empty()) return candidates.back();
  return Error{ErrorCode::issuerMismatch, "the token has no `iss`"};
}

/// Reads no more of the token than it takes to reach `iss`.
Route route(std::string_view compact, TokenForm form, const Candidates& candidates) {
  const std::string_view payload = issuingPartOf(compact, form);
  std::array<unsigned char, decodedSizeOfBase64Url(charactersAtFirst)> bytes;
  const auto size = decodeBase64Url(payload.substr(0, charactersAtFirst), bytes.data());
  if (!size) return unreadable;
  const std::string_view beginning(reinterpret_cast<const char*>(bytes.data()), *size);
  const Route found = mechanismNamed(beginning, form, candidates);
  // Cut off before `iss`: then the whole is read.
  if (found || found.error().code != unreadable.code || payload.size() <= charactersAtFirst) return found;
  const auto whole = decodeBase64Url(payload);
  return whole ? mechanismNamed(*whole, form, candidates) : unreadable;
}

/// A router does not know which mechanism refused a proof, and a client sends one nonce.
void requireCommonNonces(const Mechanisms& mechanisms) {
  const DpopChecker* first = nullptr;
  for (const JwtAuthenticationMechanism& mechanism : mechanisms) {
    const DpopChecker* const dpop = MechanismAccess::stateOf(mechanism).dpop.get();
    if (dpop == nullptr || !dpop->nonce(WallTime())) continue;
    if (first != nullptr && first->nonce(WallTime()) != dpop->nonce(WallTime())) {
      refuseSetting("dpopNonceSecret", "another in two mechanisms; expected the same in each");
    }
    first = dpop;
  }
}

/// Nothing but a shortage of memory escapes the choice of a mechanism.
template <class Choose>
Result<Principal> refusingShortage(Choose choose) noexcept {
  try {
    return choose();
  } catch (const std::bad_alloc&) {
    return Error{ErrorCode::outOfMemory, "an allocation failed"};
  }
}

}  // namespace

RouterState::RouterState(std::vector<JwtAuthenticationMechanism> given) : mechanisms(std::move(given)) {
  requireRoutable(mechanisms);
  requireCommonNonces(mechanisms);
  const bool isUsual = std::all_of(mechanisms.begin(), mechanisms.end(), [](const auto& mechanism) {
    return MechanismAccess::configOf(mechanism).tokenFrom.empty();
  });
  for (const JwtAuthenticationMechanism& mechanism : mechanisms) {
    const JwtAuthenticationConfig& config = MechanismAccess::configOf(mechanism);
    maxTokenBytes = std::max(maxTokenBytes, config.maxTokenBytes);
    unwraps |= config.base64Encoded;
    takesPadded |= config.tokenForm == TokenForm::awsAlb;
    all.push_back(&mechanism);
    if (!isUsual) addPlaces(mechanism);
  }
}

void RouterState::addPlaces(const JwtAuthenticationMechanism& mechanism) {
  for (const TokenPlace& place : placesOf(MechanismAccess::configOf(mechanism))) {
    auto same =
        std::find_if(places.begin(), places.end(), [&](const TokenPlace& other) { return isSamePlace(other, place); });
    if (std::any_of(places.begin(), places.end(), [&](const auto& other) { return contradict(other, place); })) {
      refuseSetting("tokenFrom", "the same field with a scheme in one mechanism and without in another");
    }
    if (same == places.end()) {
      same = places.insert(same, place);
      takers.emplace_back();
    }
    takers[static_cast<std::size_t>(same - places.begin())].push_back(&mechanism);
  }
}

Result<RouterState::Presented> RouterState::open(const Request& request) const noexcept {
  if (places.empty()) {
    const auto credentials = extractCredentials(request, dpop());
    if (!credentials) return credentials.error();
    return Presented{*credentials, &all};
  }
  const auto found = findCredentials(request, places);
  if (!found) return found.error();
  return Presented{*found, &takers[static_cast<std::size_t>(found->place - places.data())]};
}

Route RouterState::mechanismFor(std::string_view token, const Candidates& candidates) const {
  if (mechanisms.size() == 1) return candidates.front();
  const auto limited = limitToken(token, maxTokenBytes);
  if (!limited) return limited.error();
  if (!isWrapped(token)) {
    const Route found = route(token, takesPadded ? formOf(token) : TokenForm::jws, candidates);
    if (found || found.error().code != unreadable.code) return found;
    const auto opaque =
        std::find_if(candidates.begin(), candidates.end(), [](const auto* one) { return takesOpaque(*one); });
    return opaque == candidates.end() ? found : Route(*opaque);
  }
  const auto unwrapped = unwrapToken(token);
  if (!unwrapped) return unwrapped.error();
  return route(*unwrapped, TokenForm::jws, candidates);
}

Possession RouterState::dpop() const noexcept {
  const Possession first = MechanismAccess::configOf(mechanisms.front()).dpop;
  const bool isSame = std::all_of(mechanisms.begin(), mechanisms.end(),
                                  [&](const auto& one) { return MechanismAccess::configOf(one).dpop == first; });
  return isSame ? first : Possession::allowed;
}

ChallengeTerms RouterState::terms() const {
  ChallengeTerms terms = MechanismAccess::stateOf(mechanisms.front()).terms;
  for (const JwtAuthenticationMechanism& mechanism : mechanisms) {
    const ChallengeTerms& more = MechanismAccess::stateOf(mechanism).terms;
    terms.offersBearer |= more.offersBearer;
    terms.dpopAlgorithms.insert(terms.dpopAlgorithms.end(), more.dpopAlgorithms.begin(), more.dpopAlgorithms.end());
    if (terms.resourceMetadata.empty()) terms.resourceMetadata = more.resourceMetadata;
    if (terms.scopes != more.scopes) terms.scopes.clear();
  }
  removeRepeated(terms.dpopAlgorithms);
  return terms;
}

bool RouterState::isWrapped(std::string_view token) const noexcept {
  return unwraps && token.find('.') == std::string_view::npos;
}

IssuerRouter::IssuerRouter(std::vector<JwtAuthenticationMechanism> mechanisms)
    : impl_(new Impl(std::move(mechanisms))) {}

IssuerRouter::~IssuerRouter() = default;
IssuerRouter::IssuerRouter(IssuerRouter&& other) noexcept : impl_(other.impl_) {}
IssuerRouter& IssuerRouter::operator=(IssuerRouter&& other) noexcept {
  impl_ = other.impl_;
  return *this;
}

Result<IssuerRouter, ConfigurationError> IssuerRouter::create(
    std::vector<JwtAuthenticationMechanism> mechanisms) noexcept {
  return withoutExceptions([&] { return IssuerRouter(std::move(mechanisms)); });
}

Result<Principal> IssuerRouter::authenticate(const Request& request) const noexcept {
  const auto presented = impl_->open(request);
  if (!presented) return presented.error();
  return refusingShortage([&]() -> Result<Principal> {
    const Credentials& credentials = presented->credentials;
    const auto mechanism = impl_->mechanismFor(credentials.token, *presented->takers);
    if (!mechanism) return Error{mechanism.error().code, mechanism.error().detail, credentials.scheme};
    // The mechanism knows for which requests a cookie counts, and whether it takes the scheme.
    return (*mechanism)->authenticate(request);
  });
}

Result<Principal> IssuerRouter::verifyToken(std::string_view token) const noexcept {
  return refusingShortage([&]() -> Result<Principal> {
    const auto mechanism = impl_->mechanismFor(token, impl_->all);
    if (!mechanism) return mechanism.error();
    return (*mechanism)->verifyToken(token);
  });
}

Refusal IssuerRouter::refusal(Error error, const Requirement& requirement) const {
  Refusal refusal = makeRefusal(error, impl_->terms(), requirement);
  if (error.code != ErrorCode::proofNonceMissing) return refusal;
  // All that want nonces make the same.
  for (const JwtAuthenticationMechanism& mechanism : impl_->mechanisms) {
    if (addNonce(refusal.fields, MechanismAccess::stateOf(mechanism).nonce())) break;
  }
  return refusal;
}

std::vector<ResponseField> IssuerRouter::acceptance(const Request& request) const {
  for (const JwtAuthenticationMechanism& mechanism : impl_->mechanisms) {
    auto fields = mechanism.acceptance(request);
    if (!fields.empty()) return fields;
  }
  return {};
}

std::string IssuerRouter::challenge(Error error, std::string_view scope) const {
  Requirement requirement;
  if (!scope.empty()) requirement.scopes.emplace_back(scope);
  return makeChallenge(error, impl_->terms(), requirement);
}

std::optional<std::string> IssuerRouter::resourceMetadata(std::string_view path) const {
  std::vector<const JwtAuthenticationConfig*> configs;
  for (const JwtAuthenticationMechanism& mechanism : impl_->mechanisms) {
    configs.push_back(&MechanismAccess::configOf(mechanism));
  }
  return metadataAt(path, configs);
}

void IssuerRouter::whenKeysSettle(const Request& request, std::function<void()> resume) const {
  const auto presented = impl_->open(request);
  const Route mechanism =
      presented ? impl_->mechanismFor(presented->credentials.token, *presented->takers) : Route(presented.error());
  if (!mechanism) return resume();  // no fetch would change this refusal
  (*mechanism)->whenKeysSettle(request, std::move(resume));
}

}  // namespace jwtauth::inline v0
