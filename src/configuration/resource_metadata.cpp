// The settings of a protected resource go in; where its metadata is, and the document, come out. Refused: a resource or
// an authorization server that is no URL, one that no client could find.
#include "src/configuration/resource_metadata.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "src/configuration/issuer_template.hpp"
#include "src/errors/refuse_setting.hpp"
#include "src/keys/algorithm_names.hpp"
#include "src/text/http_url.hpp"

namespace jwtauth::inline v0 {
namespace {

using Json = nlohmann::ordered_json;
using Configs = std::span<const JwtAuthenticationConfig* const>;

constexpr std::string_view wellKnown = "/.well-known/oauth-protected-resource";

/// https, or http on this machine.
bool isPublicUrl(std::string_view text) {
  const auto url = canonicalHttpUrl(text);
  if (!url || text.find('"') != std::string_view::npos) return false;
  const auto isAt = [&](std::string_view origin) {
    return url->starts_with(origin) && (url->at(origin.size()) == '/' || url->at(origin.size()) == ':');
  };
  return url->starts_with("https://") || isAt("http://127.0.0.1") || isAt("http://[::1]") || isAt("http://localhost");
}

void requireUrl(const char* setting, const std::string& url) {
  if (!isPublicUrl(url)) refuseSetting(setting, "not an https URL; expected one, or http on loopback");
}

/// RFC 9728 3.1: what follows the host moves behind the well-known path; a slash alone does not.
std::string_view pathOf(std::string_view resource) {
  const std::string_view after = afterOrigin(resource);
  return after == "/" ? std::string_view() : after;
}

std::vector<std::string> serversOf(const JwtAuthenticationConfig& config) {
  if (!config.authorizationServers.empty()) return config.authorizationServers;
  if (config.issuer.empty() || hasTemplate(config)) return {};
  std::vector<std::string> issuers{config.issuer};
  issuers.insert(issuers.end(), config.otherIssuers.begin(), config.otherIssuers.end());
  return issuers;
}

/// RFC 9728 2: an array without values is left out.
void addAll(Json& document, const char* name, const std::vector<std::string>& values) {
  for (const std::string& value : values) {
    Json& list = document[name];
    if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(value);
  }
}

void addText(Json& document, const char* name, const std::string& value) {
  if (!value.empty() && !document.contains(name)) document[name] = value;
}

void describe(Json& document, const JwtAuthenticationConfig& config) {
  document["resource"] = config.resource;
  addAll(document, "authorization_servers", serversOf(config));
  addAll(document, "scopes_supported", config.scopesSupported.empty() ? config.requiredScopes : config.scopesSupported);
  document["bearer_methods_supported"] = {"header"};
  addText(document, "resource_name", config.resourceName);
  addText(document, "resource_documentation", config.resourceDocumentation);
  addText(document, "resource_policy_uri", config.resourcePolicyUri);
  addText(document, "resource_tos_uri", config.resourceTosUri);
  if (config.mutualTls != Possession::off) document["tls_client_certificate_bound_access_tokens"] = true;
  if (config.dpop != Possession::off) {
    addAll(document, "dpop_signing_alg_values_supported", joseNamesOf(config.dpopAlgorithms));
  }
}

/// Also the root one, to which clients fall back, and either spelling of a path that ends in a slash.
bool isAt(std::string_view path, std::string_view resource) {
  std::string_view own = pathOf(resource);
  own = own.substr(0, own.find('?'));
  if (!path.starts_with(wellKnown)) return false;
  std::string_view asked = path.substr(wellKnown.size());
  if (asked.ends_with('/')) asked.remove_suffix(1);
  if (own.ends_with('/')) own.remove_suffix(1);
  return asked.empty() || asked == own;
}

}  // namespace

void requireResource(const JwtAuthenticationConfig& config) {
  if (config.resource.empty()) {
    for (const auto& [setting, isSet] : {std::pair("authorizationServers", !config.authorizationServers.empty()),
                                         std::pair("scopesSupported", !config.scopesSupported.empty()),
                                         std::pair("resourceName", !config.resourceName.empty()),
                                         std::pair("resourceDocumentation", !config.resourceDocumentation.empty()),
                                         std::pair("resourcePolicyUri", !config.resourcePolicyUri.empty()),
                                         std::pair("resourceTosUri", !config.resourceTosUri.empty())}) {
      if (isSet) refuseSetting(setting, "set without a `resource`; expected the URL that clients call beside it");
    }
    return;
  }
  requireUrl("resource", config.resource);
  if (config.resource.find('#') != std::string::npos) {
    refuseSetting("resource", "a URL with a fragment; expected one without (RFC 9728 2)");
  }
  const std::vector<std::string> servers = serversOf(config);
  if (servers.empty()) {
    refuseSetting("authorizationServers", "empty, and no issuer to name; expected where clients get their tokens");
  }
  for (const std::string& server : servers) requireUrl("authorizationServers", server);
  for (const auto& [setting, url] : {std::pair("resourceDocumentation", &config.resourceDocumentation),
                                     std::pair("resourcePolicyUri", &config.resourcePolicyUri),
                                     std::pair("resourceTosUri", &config.resourceTosUri)}) {
    if (!url->empty()) requireUrl(setting, *url);
  }
}

std::string metadataUrlOf(std::string_view resource) {
  if (resource.empty()) return {};
  const std::string_view origin = resource.substr(0, resource.size() - afterOrigin(resource).size());
  return std::string(origin) + std::string(wellKnown) + std::string(pathOf(resource));
}

std::optional<std::string> metadataAt(std::string_view path, Configs configs) {
  const auto first = std::find_if(configs.begin(), configs.end(), [&](const JwtAuthenticationConfig* config) {
    return !config->resource.empty() && isAt(path, config->resource);
  });
  if (first == configs.end()) return std::nullopt;
  Json document;
  bool isDpopRequired = true;
  for (const JwtAuthenticationConfig* config : configs) {
    if (config->resource != (*first)->resource) continue;
    describe(document, *config);
    isDpopRequired = isDpopRequired && config->dpop == Possession::required;
  }
  if (isDpopRequired) document["dpop_bound_access_tokens_required"] = true;
  return document.dump();
}

}  // namespace jwtauth::inline v0
