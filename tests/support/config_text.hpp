#pragma once

#include <sstream>
#include <string>

#include "jwtauth/config.hpp"

namespace jwtauth::tests {

inline void appendMembers(std::ostream& text, const char* setting, const std::vector<RequiredMember>& required) {
  text << '\n' << setting;
  for (const RequiredMember& one : required) {
    text << " [" << one.name << ' ' << static_cast<int>(one.match);
    for (const RequiredMember::Value& value : one.values) {
      text << ' ' << value.index() << ':';
      std::visit([&](const auto& of) { text << of; }, value);
    }
    text << ']';
  }
}

/// Every setting of a configuration, one a line, so that two can be compared and a difference be read.
inline std::string textOf(const JwtAuthenticationConfig& config) {
  std::ostringstream text;
  text << std::boolalpha << "algorithm " << nameOf(config.algorithm);
  for (const Algorithm other : config.otherAlgorithms) text << ' ' << nameOf(other);
  text << "\nkey " << config.key << "\nkeys";
  for (const ConfiguredKey& one : config.keys) text << " [" << one.keyId << ": " << one.key << "]";
  text << "\nbase64Encoded " << config.base64Encoded << "\nissuer " << config.issuer;
  for (const std::string& one : config.otherIssuers) text << " [" << one << "]";
  text << "\nissuerTenants";
  for (const std::string& one : config.issuerTenants) text << " [" << one << "]";
  text << "\naudience";
  for (const std::string& one : config.audience) text << " [" << one << "]";
  text << "\ntokenForm " << static_cast<int>(config.tokenForm) << "\ntokenFrom";
  for (const TokenPlace& one : config.tokenFrom)
    text << " [" << one.header << ' ' << one.scheme << ' ' << one.cookie << "]";
  text << "\nacceptCookieForAll " << config.acceptCookieForAll;
  text << "\naudienceClaim";
  for (const std::string& one : config.audienceClaim) text << " [" << one << "]";
  text << "\naudienceMatch " << (config.audienceMatch == AudienceMatch::all ? "all" : "any") << "\nusernameClaim "
       << config.usernameClaim << "\nusernameForm " << static_cast<int>(config.usernameForm) << "\nrolesClaim "
       << config.rolesClaim;
  for (const RolesClaim& one : config.rolesFrom) {
    text << " [" << one.claim << ' ' << static_cast<int>(one.form) << ' ' << one.prefix << "]";
  }
  text << "\nscopesClaim";
  for (const std::string& one : config.scopesClaim) text << " [" << one << "]";
  text << "\nrequiredScopes";
  for (const std::string& one : config.requiredScopes) text << " [" << one << "]";
  text << "\nfixedRoles";
  for (const std::string& one : config.fixedRoles) text << " [" << one << "]";
  appendMembers(text, "requiredClaims", config.requiredClaims);
  appendMembers(text, "requiredHeader", config.requiredHeader);
  text << "\nrequiredType " << config.requiredType << "\nclockSkew " << config.clockSkew.count() << "\nmaxTokenBytes "
       << config.maxTokenBytes << "\nmaxTokenAge ";
  if (config.maxTokenAge) text << config.maxTokenAge->count();
  text << "\naccessTokenProfile " << static_cast<int>(config.accessTokenProfile) << "\ndpop "
       << static_cast<int>(config.dpop) << "\ndpopAlgorithms";
  for (const Algorithm one : config.dpopAlgorithms) text << ' ' << nameOf(one);
  text << "\ndpopProofAge " << config.dpopProofAge.count() << "\ndpopNonce " << static_cast<int>(config.dpopNonce)
       << "\ndpopNonceSecret " << config.dpopNonceSecret << "\ndpopReplayEntries " << config.dpopReplayEntries
       << "\npublicOrigin " << config.publicOrigin << "\nmutualTls " << static_cast<int>(config.mutualTls)
       << "\nresource " << config.resource << "\nauthorizationServers";
  for (const std::string& one : config.authorizationServers) text << " [" << one << "]";
  text << "\nscopesSupported";
  for (const std::string& one : config.scopesSupported) text << " [" << one << "]";
  text << "\nresourceName " << config.resourceName << "\nresourceDocumentation " << config.resourceDocumentation
       << "\nresourcePolicyUri " << config.resourcePolicyUri << "\nresourceTosUri " << config.resourceTosUri;
  text << "\nverdictCacheEntries " << config.verdictCacheEntries << "\nacceptAnyTenant " << config.acceptAnyTenant
       << "\nacceptAnyIssuer " << config.acceptAnyIssuer << "\nacceptAnyAudience " << config.acceptAnyAudience
       << "\nacceptMissingExpiry " << config.acceptMissingExpiry << "\nacceptMissingRoles " << config.acceptMissingRoles
       << "\nacceptUnboundConfirmation " << config.acceptUnboundConfirmation << "\nrealm " << config.realm;
  return text.str();
}

}  // namespace jwtauth::tests
