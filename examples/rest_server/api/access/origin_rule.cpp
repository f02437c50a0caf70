// The Origin of a request goes in; whether it is welcome comes out.
#include "api/access/origin_rule.hpp"

#include <algorithm>

namespace rest::api {
namespace {

bool isAlphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Whole names only: a domain that merely begins like a welcome one is another.
bool begins(std::string_view origin, std::string_view prefix) {
  if (!origin.starts_with(prefix)) return false;
  return origin.size() == prefix.size() || !isAlphanumeric(prefix.back()) || origin[prefix.size()] == ':';
}

}  // namespace

bool OriginRule::allows(const std::optional<std::string_view>& origin) const {
  if (!isEnabled) return true;
  if (!origin) return allowsMissing;
  return std::any_of(whitelist.begin(), whitelist.end(),
                     [&origin](const std::string& each) { return begins(*origin, each); });
}

bool OriginRule::ignores(const AccessRequest& request) const {
  return std::any_of(ignoredPaths.begin(), ignoredPaths.end(), [&request](const Predicate& each) {
    Captures captures;
    return each.holds(request, captures);
  });
}

}  // namespace rest::api
