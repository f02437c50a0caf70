// An issuer goes in, the URL of its JWK Set comes out. Refused: metadata that is not a JSON object, speaks for another
// issuer, or does not name a JWK Set.
#include "src/remote/discovery.hpp"

#include <algorithm>
#include <optional>

#include "src/configuration/issuer_template.hpp"
#include "src/json/document_kind.hpp"
#include "src/json/strict_json.hpp"
#include "src/text/terminal_text.hpp"

namespace jwtauth::inline v0 {
namespace {

std::string withoutSlash(std::string issuer) {
  if (issuer.ends_with('/')) issuer.pop_back();
  return issuer;
}

/// OpenID Connect Discovery 1.0 4: the well-known path follows the issuer's.
std::string openIdMetadata(const std::string& issuer) {
  return withoutSlash(issuer) + "/.well-known/openid-configuration";
}

/// RFC 8414 3.1: the well-known path stands between the issuer's host and its path.
std::string oauthMetadata(const std::string& issuer) {
  const std::string trimmed = withoutSlash(issuer);
  const std::size_t host = trimmed.find("://") + 3;
  const std::size_t path = std::min(trimmed.find('/', host), trimmed.size());
  return trimmed.substr(0, path) + "/.well-known/oauth-authorization-server" + trimmed.substr(path);
}

/// That the two differ only by a slash at the end is the commonest mistake.
std::string anotherIssuer(const std::optional<std::string>& named, const std::string& issuer) {
  if (!named) return "the issuer's metadata names another issuer, or none";
  constexpr std::size_t longestShown = 300;
  const bool isSlash = withoutSlash(*named) == withoutSlash(issuer);
  return "the issuer's metadata names another issuer, \"" + displayed(*named, longestShown) + "\"; expected \"" +
         displayed(issuer, longestShown) + "\"" + (isSlash ? ": the two differ only by the trailing slash" : "");
}

/// Exactly, but for the name of a template's placeholder: Entra's metadata writes {tenantid} for the claim `tid`.
bool isSameIssuer(const std::optional<std::string>& published, const std::string& configured) {
  if (!published) return false;
  const auto ours = templateIn(configured), theirs = templateIn(*published);
  if (!ours || !theirs) return *published == configured;
  return ours->before == theirs->before && ours->after == theirs->after;
}

std::string jwksUriIn(const std::string& metadata, const std::string& issuer) {
  if (const JsonFault fault = checkJsonObject(metadata); fault != JsonFault::none) {
    const auto kind = kindOfDocument(metadata);
    throw FetchError("the issuer's metadata is " + std::string(describe(fault)) +
                     (kind ? ", but " + std::string(*kind) : std::string()));
  }
  const JsonValue document = valueOfDocument(metadata);
  const auto textOf = [&](std::string_view name) -> std::optional<std::string> {
    const auto member = document.member(name);
    if (!member || !member->isString()) return std::nullopt;
    return member->string()->decoded();
  };
  // OpenID Connect Discovery 1.0 4.3 and RFC 8414 3.3: exactly equal, or another issuer could give us its keys.
  const auto named = textOf("issuer");
  if (!isSameIssuer(named, issuer)) throw FetchError(anotherIssuer(named, issuer));
  const auto uri = textOf("jwks_uri");
  if (!uri) throw FetchError("the issuer's metadata has no jwks_uri");
  return *uri;
}

}  // namespace

std::string discoverJwksUri(const std::string& issuer, const std::string& metadataUri, const FetchUrl& fetch) {
  if (!metadataUri.empty()) return jwksUriIn(fetch(metadataUri).body, issuer);
  try {
    return jwksUriIn(fetch(openIdMetadata(issuer)).body, issuer);
  } catch (const FetchError& openId) {
    try {
      return jwksUriIn(fetch(oauthMetadata(issuer)).body, issuer);
    } catch (const FetchError& oauth) {
      throw FetchError("openid-configuration: " + std::string(openId.what()) +
                       "; oauth-authorization-server: " + oauth.what());
    }
  }
}

}  // namespace jwtauth::inline v0
