#pragma once

#include <stdexcept>
#include <string_view>

#include "api/authorization/predicate.hpp"

namespace rest::api {

/// A predicate that cannot be read; what() says where, what came and what was expected.
class PredicateError : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

/// Reads Undertow's predicate language as far as this server serves it: path, path-prefix and method, with their values
/// as `path('/x')` or `path[path="/x"]`, several values separated by commas (one of them must fit), joined by not, and,
/// or (binding in this order) and parentheses. Throws PredicateError for everything else: a condition passed over would
/// permit more than was meant.
Predicate parsePredicate(std::string_view text);

}  // namespace rest::api
