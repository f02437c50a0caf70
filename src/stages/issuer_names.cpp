// `iss` of a token and the configured issuer go in, whether they are the same comes out, also where the issuer has
// several names or one for each tenant.
#include "src/stages/issuer_names.hpp"

#include <algorithm>

namespace jwtauth::inline v0 {

bool isNameOfIssuer(const JsonString& iss, const JwtAuthenticationConfig& config) {
  if (hasTemplate(config)) {
    const std::string name = iss.decoded();
    const auto pattern = templateIn(config.issuer);
    const auto tenant = pattern ? pattern->tenantIn(name) : std::nullopt;
    return tenant && isTrustedTenant(*tenant, config);
  }
  if (iss.equals(config.issuer)) return !config.issuer.empty();
  return std::any_of(config.otherIssuers.begin(), config.otherIssuers.end(),
                     [&](const std::string& other) { return iss.equals(other); });
}

bool maySignFor(std::string_view iss, std::string_view keyIssuer, const IssuerTemplate& issuer) {
  if (keyIssuer == iss) return true;
  const auto placeholder = templateIn(keyIssuer);
  if (!placeholder) return false;
  const auto tenant = issuer.tenantIn(iss);
  return tenant && placeholder->tenantIn(iss) == tenant;
}

}  // namespace jwtauth::inline v0
