#pragma once

#include <algorithm>
#include <optional>
#include <string_view>

#include "jwtauth/config.hpp"
#include "src/text/ascii.hpp"

namespace jwtauth::inline v0 {

/// An issuer with a placeholder: what stands before and after `{claim}`.
struct IssuerTemplate {
  std::string_view before, claim, after;

  /// What stands in the place of the placeholder; nothing when `iss` does not begin and end as the template.
  std::optional<std::string_view> tenantIn(std::string_view iss) const noexcept {
    if (iss.size() <= before.size() + after.size()) return std::nullopt;
    if (!iss.starts_with(before) || !iss.ends_with(after)) return std::nullopt;
    return iss.substr(before.size(), iss.size() - before.size() - after.size());
  }
};

/// Without a look at what is around the placeholder; nothing without one.
inline std::optional<IssuerTemplate> templateIn(std::string_view issuer) noexcept {
  const std::size_t open = issuer.find('{'), close = issuer.find('}');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return std::nullopt;
  return IssuerTemplate{issuer.substr(0, open), issuer.substr(open + 1, close - open - 1), issuer.substr(close + 1)};
}

/// 1 to 128 letters, digits, dots, hyphens and underscores: nothing that could change the issuer around it.
inline bool isTenant(std::string_view text) noexcept {
  constexpr std::size_t longestTenant = 128;
  return !text.empty() && text.size() <= longestTenant && std::all_of(text.begin(), text.end(), [](char one) {
    return (one >= 'A' && one <= 'Z') || (one >= 'a' && one <= 'z') || (one >= '0' && one <= '9') || one == '.' ||
           one == '_' || one == '-';
  });
}

/// Whether the setting `issuer` is a template. A configuration that says otherwise of its tenants is refused.
inline bool hasTemplate(const JwtAuthenticationConfig& config) noexcept {
  return config.acceptAnyTenant || !config.issuerTenants.empty();
}

inline bool isTrustedTenant(std::string_view tenant, const JwtAuthenticationConfig& config) noexcept {
  if (config.acceptAnyTenant) return isTenant(tenant);
  return std::find(config.issuerTenants.begin(), config.issuerTenants.end(), tenant) != config.issuerTenants.end();
}

}  // namespace jwtauth::inline v0
