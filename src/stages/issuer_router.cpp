// A token goes in, the verdict of the mechanism for the issuer it names comes out. Refused here: tokens whose payload
// cannot be read as far as `iss`, and issuers that no mechanism is configured for.
#include "jwtauth/issuer_router.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "src/errors/challenge.hpp"
#include "src/errors/refuse_setting.hpp"
#include "src/errors/without_exceptions.hpp"
#include "src/json/strict_json.hpp"
#include "src/stages/issuer_names.hpp"
#include "src/stages/mechanism_state.hpp"
#include "src/stages/router_state.hpp"
#include "src/stages/stages.hpp"
#include "src/text/base64url.hpp"
#include "src/text/token_parts.hpp"

namespace jwtauth::inline v0 {
namespace {

using Mechanisms = std::vector<JwtAuthenticationMechanism>;
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

void requireRoutable(const Mechanisms& mechanisms) {
  if (mechanisms.empty()) refuseSetting("mechanisms", "none; expected at least one");
  for (auto one = mechanisms.begin(); mechanisms.size() > 1 && one != mechanisms.end(); ++one) {
    const JwtAuthenticationConfig& config = MechanismAccess::configOf(*one);
    // Only as the last one, for tokens that name no issuer.
    if (config.issuer.empty() && one + 1 != mechanisms.end()) {
      refuseSetting("acceptAnyIssuer", "in one of several mechanisms; expected an issuer in each, or it in the last");
    }
    const bool repeated = std::any_of(mechanisms.begin(), one, [&](const JwtAuthenticationMechanism& other) {
      return overlap(MechanismAccess::configOf(other), config) || overlap(config, MechanismAccess::configOf(other));
    });
    if (repeated) refuseSetting("issuer", "the same in two mechanisms; expected one mechanism for each issuer");
  }
}

std::string_view payloadOf(std::string_view compact) {
  const TokenParts parts = partsOf(compact);
  return parts.count < 3 ? std::string_view() : parts.payload;
}

constexpr Error unreadable{ErrorCode::tokenMalformed, "the payload cannot be read as far as `iss`"};

Route mechanismNamed(std::string_view payload, const Mechanisms& mechanisms) {
  StrictJsonObject claims(payload);
  while (const auto claim = claims.next()) {
    if (!claim->name.equals("iss")) continue;
    const auto issuer = claim->value.string();
    const auto named = std::find_if(mechanisms.begin(), mechanisms.end(), [&](const auto& mechanism) {
      return issuer && isNameOfIssuer(*issuer, MechanismAccess::configOf(mechanism));
    });
    if (named != mechanisms.end()) return &*named;
    return Error{ErrorCode::issuerMismatch, "`iss` names none of the configured issuers"};
  }
  if (claims.fault() != JsonFault::none) return unreadable;
  if (MechanismAccess::configOf(mechanisms.back()).issuer.empty()) return &mechanisms.back();
  return Error{ErrorCode::issuerMismatch, "the token has no `iss`"};
}

/// Reads no more of the payload than it takes to reach `iss`.
Route route(std::string_view compact, const Mechanisms& mechanisms) {
  const std::string_view payload = payloadOf(compact);
  std::array<unsigned char, decodedSizeOfBase64Url(charactersAtFirst)> bytes;
  const auto size = decodeBase64Url(payload.substr(0, charactersAtFirst), bytes.data());
  if (!size) return unreadable;
  const std::string_view beginning(reinterpret_cast<const char*>(bytes.data()), *size);
  const Route found = mechanismNamed(beginning, mechanisms);
  // Cut off before `iss`: then the whole is read.
  if (found || found.error().code != unreadable.code || payload.size() <= charactersAtFirst) return found;
  const auto whole = decodeBase64Url(payload);
  return whole ? mechanismNamed(*whole, mechanisms) : unreadable;
}

}  // namespace

Route RouterState::mechanismFor(std::string_view token) const {
  if (mechanisms.size() == 1) return &mechanisms.front();
  const auto limited = limitToken(token, maxTokenBytes);
  if (!limited) return limited.error();
  if (!isWrapped(token)) return route(token, mechanisms);
  const auto unwrapped = unwrapToken(token);
  if (!unwrapped) return unwrapped.error();
  return route(*unwrapped, mechanisms);
}

const std::string& RouterState::realm() const noexcept {
  return MechanismAccess::configOf(mechanisms.front()).realm;
}

std::vector<std::string> RouterState::commonScopes() const {
  const auto& scopes = MechanismAccess::configOf(mechanisms.front()).requiredScopes;
  const bool areCommon = std::all_of(mechanisms.begin(), mechanisms.end(), [&](const auto& one) {
    return MechanismAccess::configOf(one).requiredScopes == scopes;
  });
  return areCommon ? scopes : std::vector<std::string>();
}

bool RouterState::isWrapped(std::string_view token) const noexcept {
  return unwraps && token.find('.') == std::string_view::npos;
}

IssuerRouter::IssuerRouter(std::vector<JwtAuthenticationMechanism> mechanisms) {
  requireRoutable(mechanisms);
  std::size_t longest = 0;
  bool unwraps = false;
  for (const JwtAuthenticationMechanism& mechanism : mechanisms) {
    longest = std::max(longest, MechanismAccess::configOf(mechanism).maxTokenBytes);
    unwraps |= MechanismAccess::configOf(mechanism).base64Encoded;
  }
  impl_.reset(new Impl{{std::move(mechanisms), longest, unwraps}});
}

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
  const auto token = extractBearer(request.authorization);
  if (!token) return token.error();
  return verifyToken(*token);
}

Result<Principal> IssuerRouter::verifyToken(std::string_view token) const noexcept {
  try {
    const auto mechanism = impl_->mechanismFor(token);
    if (!mechanism) return mechanism.error();
    return (*mechanism)->verifyToken(token);
  } catch (const std::bad_alloc&) {
    return Error{ErrorCode::outOfMemory, "an allocation failed"};
  }
}

Refusal IssuerRouter::refusal(Error error, const Requirement& requirement) const {
  return makeRefusal(error, impl_->realm(), withScopes(requirement, error, impl_->commonScopes()));
}

std::string IssuerRouter::challenge(Error error, std::string_view scope) const {
  Requirement requirement;
  if (!scope.empty()) requirement.scopes.emplace_back(scope);
  return makeChallenge(error, impl_->realm(), withScopes(std::move(requirement), error, impl_->commonScopes()));
}

void IssuerRouter::whenKeysSettle(const Request& request, std::function<void()> resume) const {
  const auto token = extractBearer(request.authorization);
  const Route mechanism = token ? impl_->mechanismFor(*token) : token.error();
  if (!mechanism) return resume();  // no fetch would change this refusal
  (*mechanism)->whenKeysSettle(request, std::move(resume));
}

}  // namespace jwtauth::inline v0
