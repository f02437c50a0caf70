// A header goes in, an explanation for an operator comes out: authenticate()'s own verdict, what each stage found, and
// what is probably wrong. Nothing is thrown but std::bad_alloc.
#include "src/explain/examination.hpp"
#include "src/explain/hints.hpp"
#include "src/explain/steps.hpp"
#include "src/stages/mechanism_state.hpp"

namespace jwtauth::inline v0 {

Explanation JwtAuthenticationMechanism::explain(std::string_view authorization) const {
  const Result<Principal> verdict = authenticate(authorization);
  const Examination found = examine(authorization, verdict, impl_->config, *impl_->keys, impl_->clock);
  Explanation explanation;
  explanation.accepted = verdict.hasValue();
  explanation.error = verdict.error();
  explanation.steps = stepsOf(found);
  explanation.hints = hintsOf(found);
  return explanation;
}

}  // namespace jwtauth::inline v0
