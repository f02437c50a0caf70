// A request's method and path go in; whether the condition holds comes out.
#include "api/authorization/predicate.hpp"

#include <algorithm>

namespace rest::api {
namespace {

using Segments = std::span<const std::string>;

struct Matcher {
  const AccessRequest& request;

  bool operator()(const Predicate::Path& path) const {
    return std::any_of(path.paths.begin(), path.paths.end(),
                       [this](const auto& each) { return each.size() == request.segments.size() && beginsWith(each); });
  }

  bool operator()(const Predicate::PathPrefix& prefix) const {
    return std::any_of(prefix.prefixes.begin(), prefix.prefixes.end(),
                       [this](const auto& each) { return beginsWith(each); });
  }

  bool operator()(const Predicate::Method& method) const {
    return std::find(method.methods.begin(), method.methods.end(), request.method) != method.methods.end();
  }

  bool operator()(const Predicate::And& conjunction) const {
    return std::all_of(conjunction.operands.begin(), conjunction.operands.end(),
                       [this](const Predicate& each) { return each.matches(request); });
  }

  bool operator()(const Predicate::Or& disjunction) const {
    return std::any_of(disjunction.operands.begin(), disjunction.operands.end(),
                       [this](const Predicate& each) { return each.matches(request); });
  }

  bool operator()(const Predicate::Not& negation) const { return !negation.operand.front().matches(request); }

 private:
  bool beginsWith(Segments prefix) const {
    return prefix.size() <= request.segments.size() &&
           std::equal(prefix.begin(), prefix.end(), request.segments.begin());
  }
};

}  // namespace

bool Predicate::matches(const AccessRequest& request) const {
  return std::visit(Matcher{request}, *node_);
}

}  // namespace rest::api
