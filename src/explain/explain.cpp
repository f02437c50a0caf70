// A request goes in, an explanation for an operator comes out: authenticate()'s own verdict, what each stage found, and
// what is probably wrong. Nothing is thrown but std::bad_alloc.
#include <utility>

#include "src/explain/examination.hpp"
#include "src/explain/hints.hpp"
#include "src/explain/steps.hpp"
#include "src/stages/mechanism_state.hpp"
#include "src/stages/router_state.hpp"
#include "src/stages/stages.hpp"

namespace jwtauth::inline v0 {
namespace {

Explanation explanationOf(const Examination& found) {
  return {.accepted = !found.refusedAt, .error = found.verdict, .steps = stepsOf(found), .hints = hintsOf(found)};
}

}  // namespace

Explanation JwtAuthenticationMechanism::explain(const Request& request) const {
  // The client may still want to use its proof.
  const auto verdict = impl_->authenticate(request, DpopChecker::Use::again);
  return explanationOf(
      examine(presentedBy(request, impl_->config), verdict, impl_->config, *impl_->keys, impl_->clock));
}

Explanation JwtAuthenticationMechanism::explainToken(std::string_view token) const {
  return explanationOf(
      examine({.credentials = Credentials{token}}, verifyToken(token), impl_->config, *impl_->keys, impl_->clock));
}

namespace {

/// Of what a router refused before it chose a mechanism.
Explanation explanationOfUnrouted(const Presented& presented, Error error, const RouterState& router) {
  std::vector<std::string> issuers;
  for (const JwtAuthenticationMechanism& one : router.mechanisms) {
    const JwtAuthenticationConfig& config = MechanismAccess::configOf(one);
    if (!config.issuer.empty()) issuers.push_back(config.issuer);
    issuers.insert(issuers.end(), config.otherIssuers.begin(), config.otherIssuers.end());
  }
  JwtAuthenticationConfig reading;
  reading.maxTokenBytes = router.maxTokenBytes;
  reading.tokenFrom = router.places;
  reading.base64Encoded = presented.credentials && router.isWrapped(presented.credentials->token);
  return explanationOf(examineUnrouted(presented, error, reading, std::move(issuers)));
}

}  // namespace

Explanation IssuerRouter::explain(const Request& request) const {
  const auto found = impl_->open(request);
  const RouterState::Route mechanism =
      found ? impl_->mechanismFor(found->credentials.token, *found->takers) : RouterState::Route(found.error());
  if (mechanism) return (*mechanism)->explain(request);
  JwtAuthenticationConfig places;
  places.tokenFrom = impl_->places;
  places.acceptCookieForAll = true;
  return explanationOfUnrouted(presentedBy(request, places), mechanism.error(), *impl_);
}

Explanation IssuerRouter::explainToken(std::string_view token) const {
  const RouterState::Route mechanism = impl_->mechanismFor(token, impl_->all);
  if (mechanism) return (*mechanism)->explainToken(token);
  return explanationOfUnrouted({.credentials = Credentials{token}}, mechanism.error(), *impl_);
}

}  // namespace jwtauth::inline v0
