#pragma once

#include <string_view>

#include "api/authorization/predicate.hpp"
#include "api/authorization/predicate_tokens.hpp"

namespace rest::api {

struct ParsedPredicate {
  Predicate predicate;
  CaptureNames captures;  ///< `${name}`, as path templates and patterns fill them
};

/// Reads Undertow's predicate language with RESTHeart's additions, as far as this server serves them; the README has
/// the list. Values as `path('/x')` or `path[path="/x"]`; joined by not, and, or (binding in this order) and
/// parentheses. Throws PredicateError for everything else: a condition that is ignored would permit more than was meant.
ParsedPredicate parsePredicate(std::string_view text);

}  // namespace rest::api
