#pragma once

#include <string_view>
#include <vector>

#include "jwtauth/explanation.hpp"
#include "src/explain/examination.hpp"

namespace jwtauth::inline v0 {

/// One step or more for each stage, in order: what was found and what was expected.
std::vector<Explanation::Step> stepsOf(const Examination& found);

/// The steps of stage "claims": times, issuer, audience, the binding to a key and required values where there are such.
std::vector<Explanation::Step> claimsStepsOf(const Examination& found);

/// The step of stage "binding": what the token is bound to, and what the request shows of it. None for a token that is
/// not bound and came as Bearer.
std::vector<Explanation::Step> bindingStepsOf(const Examination& found);

std::string_view nameOf(Stage stage) noexcept;

}  // namespace jwtauth::inline v0
