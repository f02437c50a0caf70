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
  return explanationOf(examine(request, authenticate(request), impl_->config, *impl_->keys, impl_->clock));
}

Explanation IssuerRouter::explain(const Request& request) const {
  const auto token = extractBearer(request.authorization);
  const RouterState::Route mechanism = token ? impl_->mechanismFor(*token) : token.error();
  if (mechanism) return (*mechanism)->explain(request);

  std::vector<std::string> issuers;
  for (const JwtAuthenticationMechanism& one : impl_->mechanisms) {
    const JwtAuthenticationConfig& config = MechanismAccess::configOf(one);
    if (!config.issuer.empty()) issuers.push_back(config.issuer);
    issuers.insert(issuers.end(), config.otherIssuers.begin(), config.otherIssuers.end());
  }
  JwtAuthenticationConfig reading;
  reading.maxTokenBytes = impl_->maxTokenBytes;
  reading.base64Encoded = token && impl_->isWrapped(*token);
  return explanationOf(examineUnrouted(request, mechanism.error(), reading, std::move(issuers)));
}

}  // namespace jwtauth::inline v0
