// A configuration goes in; its mistakes, or a summary of what it makes the server do, come out.
#include "operator/check.hpp"

#include <algorithm>
#include <ostream>

#include "api/authorization/authorizer.hpp"
#include "configuration/effective.hpp"
#include "configuration/permissions.hpp"
#include "operator/display.hpp"
#include "operator/permission_table.hpp"
#include "service.hpp"
#include "store/mongodb/mongodb_store.hpp"

namespace rest::operators {
namespace {

constexpr std::size_t lineWidth = 100;
constexpr std::size_t labelWidth = 14;

void say(std::ostream& out, const std::string& label, const std::string& text) {
  std::string lead = padded(label, labelWidth);
  for (const std::string& line : wrapped(displayed(text), lineWidth - labelWidth)) {
    out << "  " << lead << line << '\n';
    lead = padded("", labelWidth);
  }
}

std::string joined(const std::vector<std::string>& texts, const char* between) {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : between) + text;
  return all;
}

std::string pathOf(const std::vector<std::string>& segments) {
  return '/' + joined(segments, "/");
}

std::string sourceOfKeys(const jwtauth::KeySource& source) {
  if (!source.jwksUri.empty()) return "keys from " + withoutSecrets(source.jwksUri);
  if (!source.keyUri.empty()) return "each key from " + withoutSecrets(source.keyUri);
  if (!source.jwksFile.empty()) return "keys from " + source.jwksFile;
  return source.issuerDiscovery ? "keys that its metadata names" : "key in the configuration";
}

bool hasOpaqueTokens(const jwtauth::RevocationSource& source) {
  return source.introspection && source.introspection->tokens == jwtauth::IntrospectedTokens::opaque;
}

/// "RS256, keys from https://issuer.example/jwks"
std::string keysOf(const jwtauth::ConfiguredMechanism& mechanism) {
  if (hasOpaqueTokens(mechanism.revocation)) {
    return "opaque, their claims from " + withoutSecrets(mechanism.revocation.introspection->uri);
  }
  std::string algorithms(nameOf(mechanism.config.algorithm));
  for (const jwtauth::Algorithm other : mechanism.config.otherAlgorithms) {
    algorithms += " or " + std::string(nameOf(other));
  }
  return algorithms + ", " + sourceOfKeys(mechanism.keySource);
}

/// ", unless /etc/jwtauth/denied.json has them"
std::string revocationOf(const jwtauth::RevocationSource& source) {
  std::string text;
  if (!source.denyListFile.empty()) text += ", unless " + source.denyListFile + " has them";
  if (source.statusLists) text += ", valid in their status lists";
  if (source.introspection && !hasOpaqueTokens(source)) {
    text += ", active for " + withoutSecrets(source.introspection->uri);
  }
  return text;
}

/// "/realm_access/roles"
std::string asPointer(std::string name) {
  std::replace(name.begin(), name.end(), '.', '/');
  return '/' + name;
}

/// A name with dots is looked up as it is, which some issuers mean (wlcg.groups) and others do not.
void sayDottedClaims(std::ostream& out, const jwtauth::JwtAuthenticationConfig& config) {
  std::vector<std::string> claims{config.usernameClaim, config.rolesClaim};
  for (const jwtauth::RolesClaim& one : config.rolesFrom) claims.push_back(one.claim);
  for (const jwtauth::RequiredMember& one : config.requiredClaims) claims.push_back(one.name);
  claims.insert(claims.end(), config.scopesClaim.begin(), config.scopesClaim.end());
  for (const std::string& claim : claims) {
    const bool isDotted = claim.find('.') != std::string::npos && claim.find_first_of("/:") == std::string::npos;
    if (!isDotted) continue;
    say(out, "note",
        claim + " is one claim whose name has a dot; a claim inside another one would be " + asPointer(claim));
  }
}

void sayIssuer(std::ostream& out, const jwtauth::ConfiguredMechanism& mechanism) {
  const jwtauth::JwtAuthenticationConfig& config = mechanism.config;
  std::string text = config.issuer.empty() ? "any issuer" : config.issuer;
  for (const std::string& other : config.otherIssuers) text += " or " + other;
  if (!config.issuerTenants.empty()) text += " of the tenants " + joined(config.issuerTenants, " or ");
  text += ", " + keysOf(mechanism) + revocationOf(mechanism.revocation);
  text += config.audience.empty() ? ", any audience" : ", audience " + joined(config.audience, " or ");
  if (!config.audienceClaim.empty()) text += " in " + joined(config.audienceClaim, " or else in ");
  for (const jwtauth::RequiredMember& one : config.requiredClaims) text += ", " + one.name + " as required";
  for (const jwtauth::TokenPlace& place : config.tokenFrom) {
    text += (&place == &config.tokenFrom.front() ? ", sent in " : " or ") +
            (place.cookie.empty() ? "the header " + place.header : "the cookie " + place.cookie);
  }
  if (config.acceptCookieForAll) text += " with every request";
  if (config.dpop == jwtauth::Possession::required) text += ", each bound to a key (DPoP)";
  if (config.mutualTls == jwtauth::Possession::required) text += ", each bound to a certificate (mTLS)";
  text += ", user by " + config.usernameClaim;
  if (!config.rolesClaim.empty()) text += ", roles by " + config.rolesClaim;
  for (const jwtauth::RolesClaim& one : config.rolesFrom) text += ", roles by " + one.claim;
  if (!config.requiredScopes.empty()) text += ", with the scopes " + joined(config.requiredScopes, " and ");
  if (!config.fixedRoles.empty()) text += ", each with the roles " + joined(config.fixedRoles, ", ");
  say(out, "takes tokens", text);
  if (config.audienceClaim.size() > 1 && config.requiredClaims.empty()) {
    say(out, "note",
        "audienceClaim is a list, which lets in tokens of several kinds; requiredClaims can say which is meant");
  }
  sayDottedClaims(out, config);
}

std::string urlOf(const char* scheme, const http::Address& address) {
  return scheme + address.host + ':' + std::to_string(address.port);
}

void sayListeners(std::ostream& out, const Settings& settings) {
  if (settings.http) {
    const char* manner = settings.redirect ? ", and redirects every request to HTTPS" : "";
    say(out, "listens", urlOf("http://", *settings.http) + manner);
  }
  if (!settings.https) return;
  const http::TlsIdentity identity(settings.https->files);
  say(out, "listens", urlOf("https://", settings.https->address) + "; " + identity.description());
  const std::string warning = identity.warning(rest::utcNow());
  if (!warning.empty()) say(out, "note", warning);
}

void saySettings(std::ostream& out, const Settings& settings) {
  sayListeners(out, settings);
  say(out, "keeps in", settings.connectionString ? "MongoDB, at /mclient/connection-string" : settings.storeFile);
  for (const api::Mount& mount : settings.mounts) {
    say(out, "serves", (mount.what.empty() ? "every database" : pathOf(mount.what)) + " at " + pathOf(mount.where));
  }
  for (const jwtauth::ConfiguredMechanism& mechanism : settings.authentication) sayIssuer(out, mechanism);
  const std::string attempts = std::to_string(settings.guard.maxFailedAttempts);
  say(out, "bad tokens",
      settings.guard.isEnabled ? attempts + " of one client within 10 s: it is refused (429)"
                               : "may be tried any number of times");
  say(out, "origins", settings.origins.isEnabled ? "only " + joined(settings.origins.whitelist, ", ") : "any");
  say(out, "answers to",
      settings.cors.allowedOrigins.empty() ? "scripts of any origin"
                                           : "scripts of " + joined(settings.cors.allowedOrigins, ", "));
  for (const std::string& note : settings.notes) say(out, "note", note);
}

std::vector<std::string> mistakesIn(const ConfigurationTree& tree) {
  std::vector<std::string> mistakes;
  const auto add = [&mistakes](const std::string& mistake) {
    if (std::find(mistakes.begin(), mistakes.end(), mistake) == mistakes.end()) mistakes.push_back(mistake);
  };
  for (const SettingError& mistake : permissionMistakes(tree)) add(mistake.what());
  try {
    const Settings settings = readSettings(tree);
    try {
      if (settings.https) http::TlsIdentity{settings.https->files};
    } catch (const http::TlsFileError& error) {
      add(tlsMistake(tree, error).what());
    }
    if (settings.connectionString) checkConnectionString(*settings.connectionString);
    openAuthentication(tree, settings.authentication);
    proxiedCertificate(tree, settings);
  } catch (const SettingError& error) {
    add(error.what());
  } catch (const ConnectionStringError& error) {
    const std::string place = "/mclient/connection-string";
    add(tree.sourceOf(place) + ": " + place + ": " + error.what());
  }
  return mistakes;
}

}  // namespace

bool checkConfiguration(const ConfigurationTree& tree, std::ostream& out) {
  const std::vector<std::string> mistakes = mistakesIn(tree);
  for (const std::string& mistake : mistakes) out << displayed(mistake) << '\n';
  if (!mistakes.empty()) return false;

  const Settings settings = readSettings(tree);
  out << "The configuration is good.\n\n";
  saySettings(out, settings);
  const api::Authorizer authorizer(settings.permissions);
  if (authorizer.permissions().empty()) {
    out << "\nNo user may do anything.\n";
    return true;
  }
  out << "\nPermissions are asked in this order, and the first that fits decides:\n\n"
      << permissionTable(authorizer.permissions());
  return true;
}

}  // namespace rest::operators
