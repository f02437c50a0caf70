#pragma once

#include "api/authorization/captures.hpp"
#include "api/authorization/predicate.hpp"
#include "api/authorization/predicate_tokens.hpp"

namespace rest::api {

/// Reads one predicate with its parameters, `name(...)` or `name[...]`. The names that it fills are added to
/// `captures`; its variables must be there already. Throws PredicateError.
Predicate::Node readCall(PredicateTokens& tokens, CaptureNames& captures);

}  // namespace rest::api
