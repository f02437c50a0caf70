// What a closer look found goes in, the issuer behind the token comes out, with its own words: a guess for people, by
// how issuers write `iss`, claims and opaque tokens.
#include "src/explain/known_issuers.hpp"

#include <algorithm>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "src/explain/recognition.hpp"
#include "src/text/ascii.hpp"
#include "src/text/terminal_text.hpp"

namespace jwtauth::inline v0 {
namespace {

// --- what the rows of the table ask

bool contains(std::string_view text, std::string_view part) noexcept {
  return text.find(part) != std::string_view::npos;
}

bool isOneOf(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

bool hasOneOf(const Examination& found, std::initializer_list<std::string_view> claims) {
  return std::any_of(claims.begin(), claims.end(), [&](std::string_view claim) { return found.payload.has(claim); });
}

std::string textOf(const Examination& found, std::string_view claim) {
  return found.payload.string(claim).value_or("");
}

bool hasAudience(const Examination& found, std::string_view audience) {
  const std::vector<std::string> all = audiencesOf(found.payload);
  return std::find(all.begin(), all.end(), audience) != all.end();
}

template <class Is>
bool anyAudience(const Examination& found, Is is) {
  const std::vector<std::string> all = audiencesOf(found.payload);
  return std::any_of(all.begin(), all.end(), is);
}

bool isListOfTexts(const Examination& found, std::string_view claim) {
  const auto value = found.payload.find(claim);
  return value && value->type() == JsonType::array;
}

bool hasClaimUnder(const Examination& found, std::string_view beginning) {
  const std::vector<std::string> names = found.payload.names();
  return std::any_of(names.begin(), names.end(), [&](const auto& name) { return name.starts_with(beginning); });
}

std::string_view pathOf(std::string_view address) noexcept {
  const std::size_t scheme = address.find("://");
  const std::size_t path = scheme == std::string_view::npos ? scheme : address.find('/', scheme + 3);
  return path == std::string_view::npos ? std::string_view() : address.substr(path);
}

/// The name of the tenant in Microsoft's issuers: the first segment of the path, a GUID.
std::string_view tenantOf(std::string_view issuer) noexcept {
  const std::string_view path = pathOf(issuer);
  return path.empty() ? path : path.substr(1, path.find('/', 1) - 1);
}

/// The trusted issuer that `resembles` the token's, while it is not trusted itself; empty when there is none.
template <class Resembles>
std::string trustedLike(const Examination& found, Resembles resembles) {
  if (!isOfUntrustedIssuer(found)) return {};
  const std::string issuer = textOf(found, "iss");
  for (const std::string& trusted : trustedIssuers(found)) {
    if (resembles(issuer, trusted)) return trusted;
  }
  return {};
}

std::string issuersSideBySide(const Examination& found, const std::string& trusted) {
  return "The token was issued by " + inQuotes(textOf(found, "iss")) + ", and this server trusts " + inQuotes(trusted);
}

// --- Auth0

bool isAuth0(const Examination& found) {
  const std::string subject = textOf(found, "sub");
  return subject.starts_with("auth0|") || subject.starts_with("google-oauth2|") || subject.ends_with("@clients") ||
         anyAudience(found, [](const auto& one) { return contains(one, ".auth0.com/"); }) ||
         (found.header.has("iss") && found.header.string("enc") == "A256GCM");
}

// --- Keycloak

bool isKeycloak(const Examination& found) {
  return hasOneOf(found, {"realm_access", "resource_access"}) ||
         isOneOf(textOf(found, "typ"), {"Bearer", "Refresh", "Offline", "ID"});
}

/// The realm of another host: what a browser asks and what a server reaches often differ.
std::string sameRealm(const Examination& found) {
  return trustedLike(found, [](std::string_view issuer, std::string_view trusted) {
    const std::size_t realm = issuer.find("/realms/"), other = trusted.find("/realms/");
    return !smallDifference(issuer, trusted) && realm != std::string_view::npos && other != std::string_view::npos &&
           issuer.substr(realm) == trusted.substr(other);
  });
}

constexpr Hint keycloakMistakes[] = {
    {anyCode, [](const Examination& found) { return !sameRealm(found).empty(); },
     [](const Examination& found) {
       return issuersSideBySide(found, sameRealm(found)) +
              ": the same realm under another address. Keycloak names itself as the browser asked. If you trust that address, set issuer: " +
              inQuotes(textOf(found, "iss")) +
              ", and jwksUri (or metadataUri) to the address that this server reaches; or set hostname in Keycloak.";
     }},
    {ErrorCode::algorithmNotAllowed, [](const Examination& found) { return found.header.string("alg") == "HS512"; },
     "Keycloak signs with HS512 only what it reads itself: refresh, offline and action tokens. Send access_token."},
};

// --- Microsoft

constexpr std::string_view managementApi = "https://management.azure.com";

std::string sameTenant(const Examination& found) {
  return trustedLike(found, [](std::string_view issuer, std::string_view trusted) {
    return !tenantOf(issuer).empty() && tenantOf(issuer) == tenantOf(trusted);
  });
}

bool isTemplateOfEntra(const Examination& found) {
  return !trustedLike(found, [](std::string_view, std::string_view trusted) {
            return contains(trusted, "{") || isOneOf(tenantOf(trusted), {"common", "organizations", "consumers"});
          }).empty();
}

std::string versionAdvice(const Examination& found) {
  const bool isFirst = hostOf(textOf(found, "iss")) == "sts.windows.net" || textOf(found, "ver") == "1.0";
  return "This is a version " + std::string(isFirst ? "1" : "2") + " token of the same tenant, and issuer is set to " +
         inQuotes(sameTenant(found)) + ", the other version's. The API's manifest chooses it: set " +
         "accessTokenAcceptedVersion (requestedAccessTokenVersion) to " + (isFirst ? "2" : "1") +
         "; or, if you trust it, set issuer: " + inQuotes(textOf(found, "iss")) +
         " and audience: " + listed(audiencesOf(found.payload)) + '.';
}

constexpr Hint entraMistakes[] = {
    {anyCode, [](const Examination& found) { return !sameTenant(found).empty(); }, versionAdvice},
    {anyCode, isTemplateOfEntra,
     [](const Examination& found) {
       return "The token comes from the tenant " + inQuotes(std::string(tenantOf(textOf(found, "iss")))) +
              ", which the configuration does not list. Entra writes the tenant's GUID into every iss, also where "
              "common was asked: set issuer: \"https://login.microsoftonline.com/{tid}/v2.0\" and put the tenant "
              "into issuerTenants, if it is yours or a customer's.";
     }},
    {ErrorCode::audienceMismatch,
     [](const Examination& found) {
       return anyAudience(found, [](const auto& one) { return one.starts_with(managementApi); });
     },
     "The token is for Azure's own management API. "
     "Have the managed identity ask the metadata service for resource=api://GUID of your API."},
    {ErrorCode::rolesMissing,
     [](const Examination& found) {
       return hasOneOf(found, {"_claim_names", "hasgroups"});
     },
     "The user is in too many groups, so that Entra leaves them out (_claim_names): use application roles "
     "(rolesClaim: roles), or limit groups to those assigned to the application."},
    {ErrorCode::rolesMissing,
     [](const Examination& found) { return hasOneOf(found, {"xms_mirid"}) || textOf(found, "idtyp") == "app"; },
     "This is an application's token (managed identity or client credentials), and no application role is assigned: "
     "assign one to it by script or Graph (the portal cannot for managed identities), or set acceptMissingRoles."},
};

constexpr Hint b2cMistakes[] = {
    {ErrorCode::issuerMismatch, always,
     [](const Examination& found) {
       return "B2C's issuer ends in a slash and holds the tenant's GUID, not its name: the token's is " +
              inQuotes(textOf(found, "iss")) +
              ". Set issuer to that, if it is yours; its metadata is below the policy: set metadataUri, or jwksUri.";
     }},
};

// --- Amazon

constexpr Hint eksMistakes[] = {
    {ErrorCode::audienceMismatch, [](const Examination& found) { return hasAudience(found, "sts.amazonaws.com"); },
     [](const Examination& found) {
       return "This token is for AWS (aud sts.amazonaws.com): have the pod project a second one with audience " +
              listed(found.config.audience) + '.';
     }},
};

// --- Okta

std::string customServer(const Examination& found) {
  return trustedLike(found, [](std::string_view issuer, std::string_view trusted) {
    return hostOf(issuer) == hostOf(trusted) && !contains(issuer, "/oauth2/") && contains(trusted, "/oauth2/");
  });
}

std::string orgServer(const Examination& found) {
  return trustedLike(found, [](std::string_view issuer, std::string_view trusted) {
    return hostOf(issuer) == hostOf(trusted) && contains(issuer, "/oauth2/") && !contains(trusted, "/oauth2/");
  });
}

bool isOfAdminHost(const Examination& found) {
  return !trustedLike(found, [](std::string_view, std::string_view trusted) {
            return contains(trusted, "-admin.okta");
          }).empty();
}

constexpr Hint oktaMistakes[] = {
    {anyCode, [](const Examination& found) { return !customServer(found).empty(); },
     [](const Examination& found) {
       return "The token comes from Okta's org server " + inQuotes(textOf(found, "iss")) +
              ", whose access tokens are for Okta alone; this server trusts the custom authorization server " +
              inQuotes(customServer(found)) + ". Have the client use that issuer.";
     }},
    {anyCode, [](const Examination& found) { return !orgServer(found).empty(); },
     [](const Examination& found) {
       return "The token comes from the custom authorization server " + inQuotes(textOf(found, "iss")) +
              "; issuer is set to the org server " + inQuotes(orgServer(found)) +
              ". If you trust it, set issuer to the former.";
     }},
    {anyCode, isOfAdminHost,
     [](const Examination& found) {
       return "issuer holds the address of Okta's administration (-admin); tokens name " +
              inQuotes(textOf(found, "iss")) + ". Leave -admin out.";
     }},
};

// --- others

bool differByPort(const std::string& issuer, const std::string& trusted) {
  const auto withoutPort = [](std::string text) {
    if (const std::size_t port = text.find(":443"); port != std::string::npos) text.erase(port, 4);
    return text;
  };
  return issuer != trusted && withoutPort(issuer) == withoutPort(trusted);
}

std::string withOtherPort(const Examination& found) {
  return trustedLike(found, differByPort);
}

constexpr Hint forgeRockMistakes[] = {
    {anyCode, [](const Examination& found) { return !withOtherPort(found).empty(); },
     [](const Examination& found) {
       return issuersSideBySide(found, withOtherPort(found)) +
              ". The two differ only by the port :443, which is part of the name: set issuer exactly as the token has "
              "it.";
     }},
};

constexpr Hint pingMistakes[] = {
    {ErrorCode::audienceMismatch,
     [](const Examination& found) { return hasAudience(found, "https://api.pingone.com"); },
     "This token is for PingOne's own API (https://api.pingone.com): create a resource in PingOne, give the client "
     "one of its scopes, and have the client ask for that scope."},
};

constexpr Hint appleMistakes[] = {
    {anyCode, [](const Examination& found) { return hasAudience(found, "https://appleid.apple.com"); },
     "This is the client secret that you made for Apple (its iss is your team id), not a user's token. "
     "Send the identity token (id_token) that Apple answers."},
    {ErrorCode::usernameMissing, [](const Examination& found) { return found.config.usernameClaim == "email"; },
     "Apple sends the e-mail address at the first login alone, maybe as a relay address: set usernameClaim: sub."},
};

constexpr Hint gitlabMistakes[] = {
    {ErrorCode::audienceMismatch, [](const Examination& found) { return !found.payload.has("aud"); },
     "This is GitLab's old CI_JOB_JWT, which has no aud: use id_tokens in the job, with aud set to this server."},
};

bool isOfApiServer(const Examination& found) {
  return anyAudience(found, [&](const auto& one) {
    return contains(one, "kubernetes.default") || one == textOf(found, "iss") || one == "k3s";
  });
}

constexpr Hint kubernetesMistakes[] = {
    {ErrorCode::audienceMismatch, isOfApiServer,
     [](const Examination& found) {
       return "This is the pod's default token, and its audience is the API server: project one with audience " +
              listed(found.config.audience) + " (volumes, projected, serviceAccountToken, audience).";
     }},
};

constexpr Hint supabaseMistakes[] = {
    {ErrorCode::algorithmNotAllowed, always,
     [](const Examination& found) {
       return "The token is signed with " + displayed(found.header.string("alg").value_or(""), 20) +
              ". Supabase projects change from one shared secret (HS256) to asymmetric keys (ES256), and this one has "
              "changed, or has not yet: list both while it does, algorithm: [ES256, HS256], with the legacy secret in "
              "keys beside jwksUri.";
     }},
    {ErrorCode::signatureInvalid, [](const Examination& found) { return found.header.string("alg") == "HS256"; },
     "Supabase's legacy secret is used as it is written, not decoded from base64: copy the JWT secret of the "
     "project's settings into key as it stands there."},
};

constexpr Hint clerkMistakes[] = {
    {ErrorCode::rolesMissing, [](const Examination& found) { return found.payload.find("/o/rol").has_value(); },
     "Clerk's tokens of version 2 have the organization's role in /o/rol, without org: set "
     "rolesClaim: {claim: /o/rol, form: text}."},
};

constexpr Hint authentikMistakes[] = {
    {ErrorCode::algorithmNotAllowed, [](const Examination& found) { return found.header.string("alg") == "HS256"; },
     "authentik's provider has no signing key and signs with the client's secret (HS256): choose a signing key in the "
     "provider's settings."},
};

constexpr Hint casdoorMistakes[] = {
    {ErrorCode::rolesMalformed, always, "Casdoor's roles are objects: set rolesClaim: \"/roles/*/name\"."},
};

constexpr Hint logtoMistakes[] = {
    {ErrorCode::algorithmNotAllowed, [](const Examination& found) { return found.header.string("alg") == "ES384"; },
     "Logto signs with ES384: set algorithm: ES384."},
    {ErrorCode::audienceMismatch,
     [](const Examination& found) {
       return anyAudience(found, [](const auto& one) { return one.starts_with("urn:logto:organization:"); });
     },
     "This is an organization token of Logto's, not one for an API: have the client ask for resource=IDENTIFIER OF "
     "THE API."},
};

constexpr Hint cloudflareMistakes[] = {
    {ErrorCode::usernameMalformed, [](const Examination& found) { return textOf(found, "sub").empty(); },
     "This is a service token of Cloudflare Access: its sub is empty and its name stands in common_name. "
     "Set usernameClaim: common_name in a block for such clients."},
    {ErrorCode::usernameMissing, [](const Examination& found) { return found.payload.has("common_name"); },
     "This is a service token of Cloudflare Access: its name stands in common_name. "
     "Set usernameClaim: common_name in a block for such clients."},
};

constexpr Hint albMistakes[] = {
    {ErrorCode::tokenMalformed, [](const Examination& found) { return found.config.tokenForm == TokenForm::jws; },
     "AWS ALB pads the parts of its own tokens with `=`, which RFC 7515 forbids. Set tokenForm: awsAlb, and beside it "
     "algorithm: ES256, keyUri, requiredHeader: {signer: ARN} and tokenFrom: [{header: x-amzn-oidc-data}]; or verify "
     "the access token of the issuer behind it, which ALB sends beside it in X-Amzn-Oidc-Accesstoken."},
    {ErrorCode::keyUnknown, always,
     "AWS ALB signs with keys of its own, not the issuer's. Set keyUri: "
     "https://public-keys.auth.elb.REGION.amazonaws.com/{kid} with the region of the load balancer."},
    {ErrorCode::claimMismatch,
     [](const Examination& found) {
       return std::any_of(found.config.requiredHeader.begin(), found.config.requiredHeader.end(),
                          [](const RequiredMember& one) { return one.name == "signer"; });
     },
     [](const Examination& found) {
       return "The token was signed by the load balancer " + inQuotes(found.header.string("signer").value_or("")) +
              ", which requiredHeader does not name as signer. If it is yours, put its ARN there. Every load balancer "
              "of a region has its keys at one address, so that others must be kept out by name.";
     }},
    {ErrorCode::audienceMismatch, always,
     [](const Examination& found) {
       return "AWS ALB names the client in the header, here " +
              inQuotes(found.header.string("client").value_or("")) +
              ". Set audience to the client id of the listener's rule (and tokenForm: awsAlb).";
     }},
};

constexpr Hint lineMistakes[] = {
    {ErrorCode::algorithmNotAllowed, always,
     "LINE signs web logins with HS256 and the channel secret, apps and LIFF with ES256: list both, "
     "algorithm: [ES256, HS256], with the channel secret in keys beside jwksUri."},
};

constexpr Hint twitchMistakes[] = {
    {ErrorCode::signatureInvalid, [](const Examination& found) { return isHmac(found.config.algorithm); },
     "The secret of a Twitch extension is base64: set secretEncoding: base64."},
    {ErrorCode::usernameMissing, [](const Examination& found) { return found.payload.has("opaque_user_id"); },
     "The viewer has not shared user_id: use usernameClaim: opaque_user_id."},
};

bool isMetadataIssuer(const Examination& found) {
  return !trustedLike(found, [](std::string_view, std::string_view trusted) {
            return contains(trusted, "/adfs") && !trusted.ends_with("/services/trust");
          }).empty();
}

constexpr Hint adfsMistakes[] = {
    {anyCode, isMetadataIssuer,
     [](const Examination& found) {
       return "ADFS signs access tokens as " + inQuotes(textOf(found, "iss")) +
              ", not as its metadata says: if that is yours, set issuer to it, and jwksUri to https://HOST/adfs/discovery/keys.";
     }},
    {ErrorCode::audienceMismatch, [](const Examination& found) { return hasAudience(found, "urn:microsoft:userinfo"); },
     "The client named no resource, so that the token is for ADFS' own userinfo: have it ask for "
     "resource=IDENTIFIER OF YOUR WEB API."},
};

// --- the table

bool isHost(std::string_view host, std::string_view name) noexcept {
  return host == name ||
         (host.ends_with(name) && host.size() > name.size() && host[host.size() - name.size() - 1] == '.');
}

constexpr bool never(const Examination&) {
  return false;
}

// clang-format off
constexpr KnownIssuer knownIssuers[] = {
  {.name = "Auth0",
   .named = [](std::string_view, std::string_view host) { return isHost(host, "auth0.com"); },
   .marked = isAuth0,
   .words = {
     .audience = "Have the client ask for your API by its audience parameter.",
     .roles = "Auth0 puts roles into a token only by an Action: api.accessToken.setCustomClaim(\"https://example.com/roles\", event.authorization.roles), for ID tokens api.idToken; name the same claim in rolesClaim.",
     .username = "Auth0's access tokens for an API carry no email. Set usernameClaim: sub; or add a claim such as https://example.com/email by an Action (api.accessToken.setCustomClaim) and name that; for ID tokens, ask for the scope email.",
     .signedForm = "In Auth0 ask for a JWT by giving the API's identifier as the audience parameter of the login.",
     .encryption = "Was the audience parameter left out of the login? Auth0 then issues an opaque token that only its own /userinfo can read. In Auth0 create an API (Applications, APIs), and have the client ask for audience=IDENTIFIER OF THE API; a single-page app gives it in authorizationParams.audience. If the API has JSON Web Encryption switched on, switch it off.",
     .algorithm = "In Auth0: Applications, your application, Settings, Advanced Settings, OAuth, JSON Web Token Signature Algorithm: RS256; for an API: APIs, your API, Settings, Signing Algorithm.",
     .type = "In Auth0: APIs, your API, Settings, JSON Web Token Profile: RFC 9068 makes access tokens with at+jwt, Auth0's own profile with JWT.",
     .issuer = "Auth0's ends in a slash. It is another tenant, or the tenant's own domain in place of its custom one: set issuer to what you trust.",
     .keys = "In Auth0: https://TENANT/.well-known/jwks.json, and the certificate at https://TENANT/pem.",
     .binding = "In Auth0: APIs, your API, Settings, Token Sender-Constraining: off.",
     .idToken = "For an API Auth0 advises access tokens (aud is the API's identifier)."}},
  {.name = "Keycloak",
   .named = [](std::string_view issuer, std::string_view) { return contains(issuer, "/realms/"); },
   .marked = isKeycloak,
   .words = {
     .audience = "In Keycloak add a mapper of the type Audience that names your API to the client or to one of its client scopes (Clients, the client, Client scopes, Add mapper); azp says who asked, not who is meant.",
     .roles = "Keycloak nests roles: write rolesClaim: /realm_access/roles, or /resource_access/CLIENT/roles. A lightweight access token has none, nor has one whose client lacks the client scope roles.",
     .username = "Keycloak writes sub by the client scope basic and preferred_username by profile: give the client these, or set usernameClaim to what the token has.",
     .signedForm = "Keycloak's access tokens are JWTs: send access_token as the token endpoint answers it.",
     .encryption = "In Keycloak: Clients, the client, Advanced, Access token encryption: none.",
     .algorithm = "In Keycloak: Clients, the client, Advanced, Access token signature algorithm; or Realm settings, Tokens, Default signature algorithm.",
     .type = "In Keycloak: Clients, the client, Advanced, Use at+jwt as access token header type.",
     .issuer = "Keycloak's issuer is https://HOST/realms/REALM without a slash at its end (before version 17 with /auth before /realms), and HOST is the one that the browser asked. Set issuer to what you trust, and jwksUri to the address that this server reaches.",
     .keys = "Keycloak's are at ISSUER/protocol/openid-connect/certs.",
     .binding = "In Keycloak: Clients, the client, Advanced: OAuth 2.0 Mutual TLS Certificate Bound Access Tokens and DPoP bound access tokens: off.",
     .idToken = "Its claim typ says ID; an access token says Bearer. Send access_token, and hold it by requiredClaims: {typ: Bearer}."},
   .mistakes = keycloakMistakes},
  {.name = "Azure AD B2C",
   .named = [](std::string_view, std::string_view host) { return isHost(host, "b2clogin.com"); },
   .marked = [](const Examination& found) { return found.payload.has("tfp"); },
   .words = {
     .audience = "B2C's aud is the application id of the API: have the client ask for a scope of the API (https://TENANT.onmicrosoft.com/API/SCOPE) beside openid.",
     .roles = "B2C issues no roles by itself: write them as a custom attribute (extension_...) by the policy, and name that claim in rolesClaim.",
     .issuer = "B2C's issuer ends in a slash and holds the tenant's GUID, not its name.",
     .keys = "B2C's are below the policy: https://TENANT.b2clogin.com/TENANT.onmicrosoft.com/POLICY/discovery/v2.0/keys (jwksUri).",
     .idToken = "It has no scp: the client asked for openid alone. Add a scope of the API, https://TENANT.onmicrosoft.com/API/SCOPE."},
   .mistakes = b2cMistakes},
  {.name = "Microsoft Entra ID",
   .named = [](std::string_view, std::string_view host) { return isHost(host, "login.microsoftonline.com") || isHost(host, "login.microsoftonline.us") || isHost(host, "login.partner.microsoftonline.cn") || isHost(host, "sts.windows.net") || isHost(host, "ciamlogin.com"); },
   .marked = [](const Examination& found) { return found.payload.has("tid") && hasOneOf(found, {"oid", "aio", "uti"}); },
   .words = {
     .audience = "In Entra have the client ask for a scope of your API (api://GUID/SCOPE; .default for applications). The aud of version 2 is the API's client id, of version 1 that or api://GUID.",
     .roles = "In Entra define application roles (App registrations, the API, App roles), assign them to users or applications, and set rolesClaim: roles. For scopes: rolesClaim: {claim: scp, form: words}.",
     .username = "In Entra oid names the user for all applications; preferred_username, upn and email are optional claims and may change. Set usernameClaim: oid.",
     .signedForm = "An opaque one is for Microsoft's own services (personal accounts): have the client ask for a scope of your API (api://GUID/SCOPE).",
     .algorithm = "Entra signs with RS256: set algorithm: RS256.",
     .issuer = "Entra's issuer is https://login.microsoftonline.com/TENANT/v2.0 or, in version 1, https://sts.windows.net/TENANT/, each with the tenant's GUID. Set issuer to what you trust.",
     .keys = "Entra's are at https://login.microsoftonline.com/TENANT/discovery/v2.0/keys, with ?appid=APP where the application has signing keys of its own.",
     .idToken = "Have the client ask for a scope of your API (api://GUID/SCOPE), and send access_token."},
   .mistakes = entraMistakes},
  {.name = "Google Cloud IAP",
   .named = [](std::string_view issuer, std::string_view) { return issuer == "https://cloud.google.com/iap"; },
   .marked = never,
   .words = {
     .audience = "IAP's audience is /projects/NUMBER/global/backendServices/ID (or /projects/NUMBER/apps/PROJECT), with the project's number.",
     .algorithm = "IAP signs with ES256: set algorithm: ES256.",
     .keys = "IAP's are at https://www.gstatic.com/iap/verify/public_key-jwk.",
     .place = "IAP sends its token in x-goog-iap-jwt-assertion, without a scheme: set tokenFrom: [{header: x-goog-iap-jwt-assertion}]."}},
  {.name = "Firebase",
   .named = [](std::string_view issuer, std::string_view host) { return host == "securetoken.google.com" || host == "session.firebase.google.com" || issuer.ends_with(".iam.gserviceaccount.com"); },
   .marked = [](const Examination& found) { return found.payload.has("firebase"); },
   .words = {
     .audience = "Firebase's aud is the project id, not a client id: set audience to the project, the last part of the issuer.",
     .roles = "Firebase's roles are custom claims, set by the Admin SDK (setCustomUserClaims) and named in rolesClaim as they are written there; the user's next token has them.",
     .signedForm = "Send the ID token (getIdToken()).",
     .algorithm = "Firebase signs with RS256; alg none is the emulator's.",
     .issuer = "Firebase's issuer is https://securetoken.google.com/PROJECT, that of session cookies https://session.firebase.google.com/PROJECT.",
     .keys = "Firebase's are at https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com."}},
  {.name = "Google",
   .named = [](std::string_view issuer, std::string_view host) { return host == "accounts.google.com" || issuer == "accounts.google.com"; },
   .marked = never,
   .words = {
     .audience = "Google's aud is the OAuth client (....apps.googleusercontent.com): set audience to it. It names your client, not your company: require hd beside it (requiredClaims: {hd: DOMAIN}).",
     .roles = "Google's ID tokens have no roles: set fixedRoles, or look the user up by sub.",
     .signedForm = "Google's access tokens are for Google's own APIs; send the ID token (id_token).",
     .issuer = "Google writes its issuer with https:// or, in some flows, without: list both, issuer: [https://accounts.google.com, accounts.google.com].",
     .keys = "Google's are at https://www.googleapis.com/oauth2/v3/certs.",
     .narrowing = "Everyone with a Google account has this issuer: if only one organisation is meant, say so in requiredClaims ({hd: DOMAIN})."}},
  {.name = "AWS Cognito",
   .named = [](std::string_view, std::string_view host) { return host.starts_with("cognito-idp."); },
   .marked = [](const Examination& found) { return hasOneOf(found, {"token_use", "cognito:groups", "cognito:username"}); },
   .words = {
     .audience = "Cognito's access tokens name the client in client_id and have no aud: set audienceClaim: client_id and audience to the app client's id, with requiredClaims: {token_use: access}.",
     .roles = "In Cognito roles are groups: set rolesClaim: cognito:groups. A user in no group has no such claim: acceptMissingRoles.",
     .username = "Cognito's access tokens name the user in username and sub, ID tokens in cognito:username; a machine's has sub alone.",
     .encryption = "Cognito encrypts its refresh tokens, for itself alone: send access_token.",
     .algorithm = "Cognito signs with RS256: set algorithm: RS256.",
     .issuer = "Cognito's issuer is https://cognito-idp.REGION.amazonaws.com/POOL without a slash at its end, not the domain of its login pages.",
     .keys = "Cognito's are at ISSUER/.well-known/jwks.json.",
     .idToken = "Its token_use is id; an access token says access and names the client in client_id. Send access_token, and hold it by audienceClaim: client_id and requiredClaims: {token_use: access}."}},
  {.name = "AWS",
   .named = [](std::string_view, std::string_view host) { return isHost(host, "tokens.sts.global.api.aws") || (host.starts_with("oidc.eks.") && isHost(host, "amazonaws.com")) || host == "sts.amazonaws.com"; },
   .marked = [](const Examination& found) { return found.payload.has("https://sts.amazonaws.com/"); },
   .words = {
     .audience = "Have the pod project a token with your audience (EKS), or ask STS (GetWebIdentityToken) for it.",
     .algorithm = "STS signs with ES384 or RS256 as the caller chooses: set algorithm: [ES384, RS256].",
     .issuer = "sts.amazonaws.com is not the issuer: it is the account's own address, which get-outbound-web-identity-federation-info prints; a cluster's is https://oidc.eks.REGION.amazonaws.com/id/CLUSTER.",
     .keys = "EKS changes its keys weekly: use issuerDiscovery, no key that is written down."},
   .mistakes = eksMistakes},
  {.name = "Okta",
   .named = [](std::string_view, std::string_view host) { return isHost(host, "okta.com") || isHost(host, "oktapreview.com") || isHost(host, "okta-emea.com") || isHost(host, "okta-gov.com"); },
   .marked = [](const Examination& found) { return found.payload.has("cid") && hasOneOf(found, {"uid", "ver"}); },
   .words = {
     .audience = "In Okta a custom authorization server (Security, API) has one audience, api://default at first: set audience to it, and have the client use that server.",
     .roles = "In Okta add a claim groups to the authorization server (Security, API, the server, Claims), and set rolesClaim: groups.",
     .username = "Okta's access tokens name the user in sub (the login name) and uid; a machine's has sub and cid alone.",
     .signedForm = "Okta's refresh tokens and authorization codes are opaque: send access_token of a custom authorization server.",
     .encryption = "In Okta: the application's setting for the encryption of tokens: off.",
     .issuer = "Okta's issuer is https://ORG/oauth2/ID (default at first), that of the org server https://ORG.",
     .keys = "Okta's are at ISSUER/v1/keys, others for each authorization server.",
     .binding = "In Okta: the application, General, Require Demonstrating Proof of Possession (DPoP): off.",
     .idToken = "Its jti begins with ID.; an access token's begins with AT. Send access_token."},
   .mistakes = oktaMistakes},
  {.name = "Ping",
   .named = [](std::string_view issuer, std::string_view host) { return host.starts_with("auth.pingone.") || contains(issuer, ":9031"); },
   .marked = [](const Examination& found) { return found.header.has("pi.atm") || found.payload.has("p1.rid"); },
   .words = {
     .audience = "PingFederate writes iss and aud only if the access token manager has values for them: give it one, or set audienceClaim: client_id.",
     .roles = "In PingFederate add the attribute to the access token manager's contract; in PingOne add it to the resource.",
     .signedForm = "PingFederate's default are reference tokens: choose an access token manager of the type JSON Web Tokens.",
     .issuer = "PingFederate writes iss only if the access token manager has a value for it, and the port is part of the issuer's name.",
     .keys = "PingFederate's are at /pf/JWKS (or the manager's own, below /ext), PingOne's at ISSUER/jwks."},
   .mistakes = pingMistakes},
  {.name = "ForgeRock",
   .named = [](std::string_view issuer, std::string_view host) { return contains(issuer, "/am/oauth2") || contains(issuer, "/openam/oauth2") || isHost(host, "forgeblocks.com"); },
   .marked = [](const Examination& found) { return hasOneOf(found, {"tokenName", "auditTrackingId", "authGrantId"}); },
   .words = {
     .audience = "ForgeRock's aud is the client, unless the client asks for a resource.",
     .signedForm = "ForgeRock's tokens are opaque while they are server-based: switch on client-based tokens (OAuth2 Provider, Use Client-Based Access & Refresh Tokens).",
     .issuer = "ForgeRock's issuer holds the port (:443) and the realm in its path.",
     .keys = "ForgeRock's are at ISSUER/connect/jwk_uri."},
   .mistakes = forgeRockMistakes},
  {.name = "OneLogin",
   .named = [](std::string_view, std::string_view host) { return isHost(host, "onelogin.com"); },
   .marked = never,
   .words = {
     .roles = "Have the client ask for the scope groups, and set rolesClaim: groups.",
     .signedForm = "OneLogin's access tokens are JWTs only for an API authorization server; else send the ID token.",
     .issuer = "The path /oidc/2 is part of OneLogin's issuer."}},
  {.name = "Apple",
   .named = [](std::string_view, std::string_view host) { return host == "appleid.apple.com"; },
   .marked = [](const Examination& found) { return hasAudience(found, "https://appleid.apple.com"); },
   .words = {
     .audience = "The app's tokens name its bundle id, the website's its service id: list both in audience.",
     .username = "Set usernameClaim: sub.",
     .signedForm = "Apple's access tokens are opaque: send the identity token (id_token).",
     .keys = "Apple's are at https://appleid.apple.com/auth/keys."},
   .mistakes = appleMistakes},
  {.name = "GitHub Actions",
   .named = [](std::string_view issuer, std::string_view host) { return host == "token.actions.githubusercontent.com" || (host.starts_with("token.actions.") && isHost(host, "ghe.com")) || issuer.ends_with("/_services/token"); },
   .marked = [](const Examination& found) { return hasOneOf(found, {"job_workflow_ref", "repository_owner_id"}); },
   .words = {
     .audience = "GitHub's aud is the owner's address unless the job asks for another: have it ask for yours (core.getIDToken(AUDIENCE), or &audience= behind ACTIONS_ID_TOKEN_REQUEST_URL).",
     .roles = "GitHub's tokens have no roles: set fixedRoles.",
     .signedForm = "GITHUB_TOKEN and personal tokens are for GitHub's own API: have the job ask for an ID token (permissions: id-token: write).",
     .issuer = "GitHub's is https://token.actions.githubusercontent.com, with the enterprise's name behind it where that was chosen.",
     .narrowing = "Every workflow at GitHub has this issuer and can ask for any audience: say in requiredClaims whose it must be (repository_owner_id, repository_id, and ref or environment)."}},
  {.name = "GitLab",
   .named = [](std::string_view, std::string_view host) { return host == "gitlab.com" || host.starts_with("gitlab."); },
   .marked = [](const Examination& found) { return hasOneOf(found, {"project_path", "ref_protected"}); },
   .words = {
     .audience = "GitLab writes the aud that the job says: id_tokens: {TOKEN: {aud: AUDIENCE}} in .gitlab-ci.yml.",
     .roles = "GitLab's job tokens have no roles: set fixedRoles.",
     .signedForm = "glpat- and job tokens are for GitLab's own API: use id_tokens in the job.",
     .issuer = "GitLab's is the instance's address with https://; the old CI_JOB_JWT had it without.",
     .keys = "GitLab's are at ISSUER/oauth/discovery/keys.",
     .narrowing = "Every project of this GitLab has this issuer and can ask for any audience: say in requiredClaims whose it must be (namespace_id or project_id, and ref_protected)."},
   .mistakes = gitlabMistakes},
  {.name = "Kubernetes",
   .named = [](std::string_view issuer, std::string_view host) { return issuer == "kubernetes/serviceaccount" || host.starts_with("kubernetes.default") || host == "container.googleapis.com" || isHost(host, "oic.prod-aks.azure.com"); },
   .marked = [](const Examination& found) { return hasClaimUnder(found, "kubernetes.io"); },
   .words = {
     .audience = "Have the pod project a token with your audience (volumes, projected, serviceAccountToken, audience).",
     .roles = "Kubernetes' tokens have no roles: set fixedRoles, or rolesClaim: {claim: /kubernetes.io/namespace, form: text}.",
     .issuer = "Kubernetes' issuer is what the API server's --service-account-issuer says (kubectl get --raw /.well-known/openid-configuration).",
     .keys = "Kubernetes' are at https://kubernetes.default.svc/openid/v1/jwks; reading them needs the cluster's caFile and the role system:service-account-issuer-discovery, or fetchTokenFile."},
   .mistakes = kubernetesMistakes},
  {.name = "Supabase",
   .named = [](std::string_view issuer, std::string_view host) { return isHost(host, "supabase.co") || issuer == "supabase" || issuer.ends_with("/auth/v1"); },
   .marked = [](const Examination& found) { return found.payload.has("app_metadata") && hasOneOf(found, {"aal", "is_anonymous", "role"}); },
   .words = {
     .audience = "Supabase's aud is authenticated for all users: set audience: authenticated.",
     .roles = "Supabase's role is one text: set rolesClaim: {claim: role, form: text}, or /app_metadata/roles for roles that the server wrote. Never take rights from user_metadata, which users write themselves.",
     .signedForm = "sb_publishable_ and sb_secret_ keys are the project's, not a user's: send the session's access_token.",
     .issuer = "Supabase's issuer is https://PROJECT.supabase.co/auth/v1.",
     .keys = "Supabase's are at ISSUER/.well-known/jwks.json."},
   .mistakes = supabaseMistakes},
  {.name = "Clerk",
   .named = [](std::string_view, std::string_view host) { return host.starts_with("clerk.") || isHost(host, "clerk.accounts.dev"); },
   .marked = [](const Examination& found) { return found.payload.has("fva") || (textOf(found, "sub").starts_with("user_") && textOf(found, "sid").starts_with("sess_")); },
   .words = {
     .audience = "Clerk's session tokens have azp, the page's origin, and no aud: set audienceClaim: azp and audience to the origins, or add aud in a JWT template.",
     .roles = "Clerk's tokens of version 2 have the organization's role in /o/rol, without org: (rolesClaim: {claim: /o/rol, form: text}), version 1 in org_role; without an active organization there is none.",
     .signedForm = "mt_ and oat_ tokens are opaque: send the session token (getToken()).",
     .lifetime = "Clerk's tokens live 60 seconds: the client must call getToken() for each request."},
   .mistakes = clerkMistakes},
  {.name = "Zitadel",
   .named = [](std::string_view, std::string_view host) { return isHost(host, "zitadel.cloud") || contains(host, "zitadel"); },
   .marked = [](const Examination& found) { return hasClaimUnder(found, "urn:zitadel:"); },
   .words = {
     .audience = "Zitadel's aud lists client ids and the project id: set audience: \"PROJECT ID\", in quotes, and have the client ask for the scope urn:zitadel:iam:org:project:id:PROJECT ID:aud.",
     .roles = "In Zitadel ask for the scope urn:zitadel:iam:org:projects:roles and switch on role assertion (Project, General), and set rolesClaim: {claim: \"urn:zitadel:iam:org:project:roles\", form: memberNames}.",
     .signedForm = "In Zitadel set the application's Auth Token Type to JWT.",
     .keys = "Zitadel's are at ISSUER/oauth/v2/keys."}},
  {.name = "authentik",
   .named = [](std::string_view issuer, std::string_view) { return contains(issuer, "/application/o/"); },
   .marked = [](const Examination& found) { return contains(textOf(found, "acr"), "goauthentik.io"); },
   .words = {
     .audience = "authentik's aud is the client id of the provider: set audience to it.",
     .roles = "authentik's groups come with the scope profile: ask for it, and set rolesClaim: groups.",
     .issuer = "authentik's issuer is https://HOST/application/o/SLUG/ with the slash at its end, another for each application.",
     .keys = "authentik's are at ISSUERjwks/."},
   .mistakes = authentikMistakes},
  {.name = "Authelia",
   .named = [](std::string_view, std::string_view host) { return contains(host, "authelia"); },
   .marked = never,
   .words = {
     .audience = "The client must ask for an audience that it may have (audience in its configuration, and in the request).",
     .roles = "Give the client a claims policy with groups (claims_policy), and set rolesClaim: groups.",
     .signedForm = "Set access_token_signed_response_alg for the client."}},
  {.name = "Dex",
   .named = [](std::string_view issuer, std::string_view host) { return issuer.ends_with("/dex") || host.starts_with("dex."); },
   .marked = [](const Examination& found) { return found.payload.has("federated_claims"); },
   .words = {
     .audience = "Have the client ask for the scope audience:server:client_id:OURS, and list it in trustedPeers of that client.",
     .roles = "Have the client ask for the scope groups, and set rolesClaim: groups.",
     .username = "Dex' sub is an encoded pair of user and connector: use email or preferred_username, and ask for the scopes email and profile.",
     .keys = "Dex' are at ISSUER/keys."}},
  {.name = "Ory Hydra",
   .named = [](std::string_view, std::string_view host) { return isHost(host, "projects.oryapis.com") || contains(host, "hydra"); },
   .marked = [](const Examination& found) { return (found.payload.has("ext") && isListOfTexts(found, "scp")); },
   .words = {
     .audience = "In Hydra the client may have audiences (audience in its settings) and must ask for one (audience=...); where none is asked, set audienceClaim: client_id.",
     .roles = "In Hydra claims of your own stand in ext: set rolesClaim: /ext/roles.",
     .signedForm = "Hydra's access tokens are opaque by default: set strategies.access_token: jwt, or access_token_strategy: jwt for the client.",
     .keys = "Hydra's are at ISSUER/.well-known/jwks.json."}},
  {.name = "Casdoor",
   .named = [](std::string_view, std::string_view host) { return contains(host, "casdoor"); },
   .marked = [](const Examination& found) { return found.payload.has("tokenType") && hasOneOf(found, {"owner", "signupApplication"}); },
   .words = {
     .roles = "Casdoor's roles are objects: set rolesClaim: \"/roles/*/name\"; token format JWT-Empty and JWT-Standard leave them out.",
     .username = "Casdoor names the user in name and id.",
     .keys = "Casdoor's are at ISSUER/.well-known/jwks."},
   .mistakes = casdoorMistakes},
  {.name = "FusionAuth",
   .named = [](std::string_view issuer, std::string_view host) { return issuer == "acme.com" || isHost(host, "fusionauth.io"); },
   .marked = [](const Examination& found) { return found.payload.has("authenticationType") && hasOneOf(found, {"applicationId", "tid"}); },
   .words = {
     .audience = "FusionAuth's aud is the application's client id (applicationId): set audience to it.",
     .roles = "FusionAuth writes roles only where the user is registered for the application: register the user, and set rolesClaim: roles.",
     .algorithm = "FusionAuth signs with HS256 by default: choose an RSA key for access tokens in the application's JWT settings, not only for ID tokens.",
     .issuer = "FusionAuth's issuer is the tenant's setting, acme.com by default: set issuer to what the token has, and jwksUri to https://HOST/.well-known/jwks.json."}},
  {.name = "Logto",
   .named = [](std::string_view, std::string_view host) { return isHost(host, "logto.app"); },
   .marked = [](const Examination& found) { return anyAudience(found, [](const auto& one) { return one.starts_with("urn:logto:"); }); },
   .words = {
     .audience = "Have the client ask for resource=IDENTIFIER OF THE API.",
     .roles = "Logto writes roles into access tokens only by custom claims (Custom JWT).",
     .signedForm = "Have the client ask for resource=IDENTIFIER OF THE API: Logto's tokens are opaque without.",
     .keys = "Logto's are at ISSUER/jwks."},
   .mistakes = logtoMistakes},
  {.name = "WorkOS",
   .named = [](std::string_view, std::string_view host) { return isHost(host, "workos.com") || isHost(host, "authkit.app"); },
   .marked = never,
   .words = {
     .audience = "AuthKit's tokens have no aud; the client is in the issuer and in jwksUri: set acceptAnyAudience, or audienceClaim: org_id.",
     .roles = "WorkOS' role is one text: set rolesClaim: [{claim: role, form: text}, permissions].",
     .signedForm = "sk_ is an API key, not a user's token; replace it if it was sent over the network.",
     .issuer = "WorkOS has two names for one issuer, https://api.workos.com/ and https://api.workos.com/user_management/CLIENT: list both in issuer.",
     .keys = "WorkOS' are at https://api.workos.com/sso/jwks/CLIENT."}},
  {.name = "Stytch",
   .named = [](std::string_view issuer, std::string_view host) { return issuer.starts_with("stytch.com/") || isHost(host, "stytch.com"); },
   .marked = [](const Examination& found) { return hasClaimUnder(found, "https://stytch.com/"); },
   .words = {
     .audience = "Stytch's aud is the project id: set audience to it.",
     .roles = "Stytch's roles stand in the session: set rolesClaim: /https:~1~1stytch.com~1session/roles (in a pointer a slash of a name is written ~1).",
     .signedForm = "Send session_jwt, not session_token.",
     .issuer = "Stytch's issuer has no scheme: stytch.com/PROJECT.",
     .keys = "Stytch's are at https://api.stytch.com/v1/sessions/jwks/PROJECT."}},
  {.name = "Descope",
   .named = [](std::string_view, std::string_view host) { return isHost(host, "descope.com"); },
   .marked = [](const Examination& found) { return found.payload.has("drn"); },
   .words = {
     .audience = "Descope's session tokens have no aud: set acceptAnyAudience with requiredClaims: {drn: DS}.",
     .roles = "Descope's roles are per tenant where a tenant is chosen: set rolesClaim: /tenants/ID/roles, or roles.",
     .issuer = "Descope names itself by project id or by an address that ends in it: list both in issuer.",
     .keys = "Descope's are at https://api.descope.com/v2/keys/PROJECT."}},
  {.name = "Cloudflare Access",
   .named = [](std::string_view, std::string_view host) { return isHost(host, "cloudflareaccess.com"); },
   .marked = never,
   .words = {
     .audience = "The AUD tag is per application: take it from this application's Basic information.",
     .roles = "Cloudflare Access has no roles; groups come as custom claims alone (/custom/groups).",
     .issuer = "Cloudflare's issuer is https://TEAM.cloudflareaccess.com without a slash.",
     .keys = "Cloudflare's are at ISSUER/cdn-cgi/access/certs.",
     .place = "Cloudflare Access sends its token in Cf-Access-Jwt-Assertion, without a scheme: set tokenFrom: [{header: Cf-Access-Jwt-Assertion}]."},
   .mistakes = cloudflareMistakes},
  {.name = "AWS ALB",
   .named = [](std::string_view, std::string_view) { return false; },
   .marked = [](const Examination& found) { return found.header.has("signer") && found.header.has("client"); },
   .mistakes = albMistakes},
  {.name = "Salesforce",
   .named = [](std::string_view, std::string_view host) { return isHost(host, "salesforce.com"); },
   .marked = [](const Examination& found) { return found.header.has("tnk"); },
   .words = {
     .signedForm = "Switch on JWT-based access tokens for the connected app.",
     .issuer = "Salesforce's iss is My Domain (https://MYDOMAIN.my.salesforce.com), not login.salesforce.com; a sandbox is an issuer of its own.",
     .keys = "Salesforce's are at ISSUER/id/keys."}},
  {.name = "Twitch",
   .named = [](std::string_view, std::string_view host) { return isHost(host, "twitch.tv"); },
   .marked = [](const Examination& found) { return hasOneOf(found, {"opaque_user_id", "pubsub_perms"}); },
   .words = {
     .audience = "An extension's token has no aud and no iss: set acceptAnyAudience and acceptAnyIssuer, with requiredClaims: {channel_id: ...}.",
     .roles = "An extension's role is one text: set rolesClaim: {claim: role, form: text}.",
     .signedForm = "Twitch's access tokens are for its own API: send the ID token.",
     .issuer = "An extension's token has no iss: set acceptAnyIssuer for its block.",
     .keys = "Twitch's are at https://id.twitch.tv/oauth2/keys."},
   .mistakes = twitchMistakes},
  {.name = "Slack",
   .named = [](std::string_view, std::string_view host) { return host == "slack.com"; },
   .marked = [](const Examination& found) { return hasClaimUnder(found, "https://slack.com/"); },
   .words = {
     .audience = "Slack's aud is the client id, DIGITS.DIGITS, which is a number to YAML: put it in quotes.",
     .roles = "Slack's tokens have no roles: set fixedRoles, and require the team (requiredClaims: {\"https://slack.com/team_id\": ...}).",
     .signedForm = "xox tokens are for Slack's own API: send the ID token.",
     .keys = "Slack's are at https://slack.com/openid/connect/keys."}},
  {.name = "LINE",
   .named = [](std::string_view, std::string_view host) { return host == "access.line.me"; },
   .marked = never,
   .words = {
     .audience = "LINE's aud is the channel id: digits, to be put in quotes (audience: \"1234567890\").",
     .signedForm = "LINE's access tokens are opaque: send the ID token.",
     .keys = "LINE's are at https://api.line.me/oauth2/v2.1/certs; web logins are signed with the channel secret (HS256)."},
   .mistakes = lineMistakes},
  {.name = "a WLCG or SciTokens issuer",
   .named = [](std::string_view, std::string_view host) { return host == "cilogon.org"; },
   .marked = [](const Examination& found) { return hasOneOf(found, {"wlcg.ver", "wlcg.groups"}) || contains(textOf(found, "ver"), "scitoken"); },
   .words = {
     .audience = "ANY (SciTokens) and https://wlcg.cern.ch/jwt/v1/any (WLCG) mean every server: add it to audience if that is meant.",
     .roles = "Groups stand in wlcg.groups: set rolesClaim: wlcg.groups."}},
  {.name = "SPIFFE",
   .named = [](std::string_view issuer, std::string_view) { return issuer.starts_with("spiffe://"); },
   .marked = [](const Examination& found) { return textOf(found, "sub").starts_with("spiffe://"); },
   .words = {
     .audience = "A JWT-SVID is for the audience that the workload asked for: have it ask for one per service.",
     .roles = "JWT-SVIDs have no roles: set fixedRoles.",
     .issuer = "JWT-SVIDs need no iss: set acceptAnyIssuer, and require the trust domain as prefix of sub (requiredClaims: {sub: {prefix: \"spiffe://TRUST DOMAIN/\"}})."}},
  {.name = "an LTI platform",
   .named = [](std::string_view, std::string_view host) { return host == "canvas.instructure.com" || isHost(host, "blackboard.com"); },
   .marked = [](const Examination& found) { return hasClaimUnder(found, "https://purl.imsglobal.org/spec/lti/"); },
   .words = {
     .audience = "LTI's aud is the tool's client id: set audience to it, and require the deployment_id, since all customers of a platform can have one issuer.",
     .roles = "LTI's roles stand in https://purl.imsglobal.org/spec/lti/claim/roles: set rolesClaim to that; they are addresses such as ...membership#Instructor."}},
  {.name = "a SMART on FHIR server",
   .named = [](std::string_view, std::string_view) { return false; },
   .marked = [](const Examination& found) { return found.payload.has("fhirUser") || contains(textOf(found, "scope"), "patient/"); },
   .words = {
     .audience = "SMART's audience is the FHIR base as the client wrote it, slash included.",
     .username = "In SMART the patient comes beside the token, not in it; the user is fhirUser or sub."}},
  {.name = "Curity",
   .named = [](std::string_view issuer, std::string_view) { return contains(issuer, "/oauth-anonymous") || issuer.ends_with("/~"); },
   .marked = [](const Examination& found) { return hasOneOf(found, {"delegationId", "purpose"}); },
   .words = {
     .signedForm = "Curity's access tokens are opaque by default: let the gateway introspect them (phantom token), or have the client issued JWTs.",
     .issuer = "Curity's issuer ends in /oauth/v2/oauth-anonymous or /~.",
     .keys = "Curity's are at ISSUER/jwks.",
     .idToken = "Its purpose is id; an access token says access_token. Send access_token."}},
  {.name = "Duende IdentityServer",
   .named = [](std::string_view, std::string_view host) { return isHost(host, "duendesoftware.com"); },
   .marked = [](const Examination& found) { return (isListOfTexts(found, "scope") && found.payload.has("client_id") && hasOneOf(found, {"idp", "sid", "jti"})); },
   .words = {
     .audience = "Duende writes aud only for an ApiResource: define one with the client's scopes, or set audienceClaim: client_id.",
     .roles = "In Duende add role to the ApiResource's UserClaims, and set rolesClaim: {claim: role, form: text}.",
     .signedForm = "A reference token of Duende's is 64 hex digits and -1: set AccessTokenType to Jwt for the client.",
     .type = "Duende's access tokens have at+jwt; JWT is an identity token's.",
     .keys = "Duende's are at ISSUER/.well-known/openid-configuration/jwks."}},
  {.name = "ADFS",
   .named = [](std::string_view issuer, std::string_view) { return contains(issuer, "/adfs"); },
   .marked = [](const Examination& found) { return hasOneOf(found, {"apptype", "authmethod"}) || anyAudience(found, [](const auto& one) { return one.starts_with("microsoft:identityserver:"); }); },
   .words = {
     .audience = "ADFS puts microsoft:identityserver: before the identifier: set audience to the whole.",
     .roles = "In ADFS an issuance rule writes role or group, as a text or an array: set rolesClaim: {claim: role, form: text}.",
     .username = "In ADFS an issuance rule writes upn: set usernameClaim: upn.",
     .issuer = "ADFS signs access tokens as http://HOST/adfs/services/trust: set issuer to that, and jwksUri to https://HOST/adfs/discovery/keys.",
     .keys = "ADFS' are at https://HOST/adfs/discovery/keys."},
   .mistakes = adfsMistakes},
  {.name = "RESTHeart",
   .named = [](std::string_view issuer, std::string_view) { return issuer == "restheart.org" || issuer == "restheart.com"; },
   .marked = never,
   .words = {
     .audience = "RESTHeart writes aud only where its jwtTokenManager has one set: set acceptAnyAudience where it has not.",
     .issuer = "RESTHeart's is what its jwtTokenManager or jwtConfigProvider says, restheart.org by default.",
     .keys = "RESTHeart signs with the secret of its jwtTokenManager or jwtConfigProvider: set key to the same.",
     .lifetime = "RESTHeart's tokens have no iat, which maxTokenAge needs."}},
};
// clang-format on

/// Who issues opaque tokens that begin so.
constexpr std::pair<std::string_view, std::string_view> opaqueBeginnings[] = {
    {"ya29.", "Google"},        {"ory_", "Ory Hydra"},
    {"authelia_", "Authelia"},  {"xox", "Slack"},
    {"ghp_", "GitHub Actions"}, {"gho_", "GitHub Actions"},
    {"ghs_", "GitHub Actions"}, {"github_pat_", "GitHub Actions"},
    {"glpat-", "GitLab"},       {"sb_", "Supabase"},
    {"mt_", "Clerk"},           {"oat_", "Clerk"},
    {"sk_", "WorkOS"},
};

constexpr KnownIssuer anyOther{};

const KnownIssuer* findNamed(std::string_view name) {
  const auto* found = std::find_if(std::begin(knownIssuers), std::end(knownIssuers),
                                   [&](const KnownIssuer& one) { return one.name == name; });
  return found == std::end(knownIssuers) ? nullptr : found;
}

const KnownIssuer* findByIssuer(const std::string& issuer) {
  const auto* found = std::find_if(std::begin(knownIssuers), std::end(knownIssuers),
                                   [&](const KnownIssuer& one) { return one.named(issuer, hostOf(issuer)); });
  return issuer.empty() || found == std::end(knownIssuers) ? nullptr : found;
}

const KnownIssuer* findByMarks(const Examination& found) {
  const auto* one = std::find_if(std::begin(knownIssuers), std::end(knownIssuers),
                                 [&](const KnownIssuer& known) { return known.marked(found); });
  return one == std::end(knownIssuers) ? nullptr : one;
}

bool isHexadecimal(std::string_view text) noexcept {
  return text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

}  // namespace

const KnownIssuer* issuerOfOpaque(const Examination& found) {
  const std::string_view sent = found.sent;
  for (const auto& [beginning, name] : opaqueBeginnings) {
    if (sent.starts_with(beginning)) return findNamed(name);
  }
  if (sent.starts_with("00D") && contains(sent, "!")) return findNamed("Salesforce");
  if (sent.size() == 66 && sent.ends_with("-1") && isHexadecimal(sent.substr(0, 64))) {
    return findNamed("Duende IdentityServer");
  }
  return nullptr;
}

const KnownIssuer& issuerBehind(const Examination& found) {
  if (const KnownIssuer* one = issuerOfOpaque(found)) return *one;
  if (found.header.has("signer")) return *findNamed("AWS ALB");
  const std::string issuer = found.payload.string("iss").value_or(found.header.string("iss").value_or(""));
  if (const KnownIssuer* one = findByIssuer(issuer)) return *one;
  if (const KnownIssuer* one = findByMarks(found)) return *one;
  // A token that names its issuer is not the configured one's by that alone.
  if (!issuer.empty()) return anyOther;
  const std::vector<std::string> trusted = trustedIssuers(found);
  const KnownIssuer* one = trusted.size() == 1 ? findByIssuer(trusted.front()) : nullptr;
  return one != nullptr ? *one : anyOther;
}

std::string wordsOr(std::string_view words, std::string_view general) {
  return std::string(words.empty() ? general : words);
}

}  // namespace jwtauth::inline v0
