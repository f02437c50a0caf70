#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/authorization/predicate.hpp"

namespace rest::api {

/// RESTHeart's originVetoer: requests that a browser sends for a page of another origin are refused, for any user.
/// Nothing is refused unless it is enabled; requests without an Origin, which no page has sent, only if that is said.
struct OriginRule {
  bool isEnabled = false;
  /// An origin, or how one begins: `http://localhost` is any port of it, but not `http://localhost.example`.
  std::vector<std::string> whitelist{};
  std::vector<Predicate> ignoredPaths{};  ///< path templates
  bool allowsMissing = true;              ///< requests without an Origin

  bool allows(const std::optional<std::string_view>& origin) const;
  bool ignores(const AccessRequest& request) const;
};

}  // namespace rest::api
