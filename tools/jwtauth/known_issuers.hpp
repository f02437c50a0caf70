#pragma once

#include <array>
#include <string_view>

namespace jwtauth::commandLine {

/// A setting that an issuer's tokens need: its value as JSON, which is YAML, too, and why.
struct Line {
  std::string_view setting, value, why;
};

struct KnownIssuer {
  std::string_view name;
  std::string_view mark;  ///< part of its address
  std::array<Line, 4> lines;
  std::string_view decide = {};  ///< what only a person knows
};

// clang-format off
inline constexpr KnownIssuer knownIssuers[] = {
  {"Auth0", ".auth0.com", {{}}, "rolesClaim: the claim that your Action writes, or permissions where RBAC is on."},
  {"Keycloak", "/realms/", {{
     {"requiredClaims", R"({"typ": "Bearer"})", "keeps ID and refresh tokens out"},
     {"usernameClaim", R"("preferred_username")", "or sub, which never changes"},
     {"rolesClaim", R"("/realm_access/roles")", "or /resource_access/CLIENT/roles"}}},
   "audience: what a mapper of the type Audience writes; the asking client alone is azp."},
  {"Microsoft Entra ID", "login.microsoftonline.", {{
     {"usernameClaim", R"("oid")", "names and mail addresses can change"},
     {"rolesClaim", R"("roles")", "application roles"}}},
   "audience: the API's client id (version 2), or api://GUID (version 1)."},
  {"Amazon Cognito", "cognito-idp.", {{
     {"audienceClaim", R"("client_id")", "access tokens have no aud"},
     {"requiredClaims", R"({"token_use": "access"})", "keeps ID tokens out"},
     {"rolesClaim", R"("cognito:groups")", "missing for users in no group"},
     {"acceptMissingRoles", "true", "a user in no group has no roles"}}},
   "audience: the id of the app client."},
  {"Okta", ".okta.com", {{
     {"usernameClaim", R"("uid")", "or sub, the login name; a machine has no uid"}}},
   "rolesClaim: groups, once the authorization server has such a claim."},
  {"Google", "accounts.google.com", {{}},
   "requiredClaims: {hd: DOMAIN}, or everyone with a Google account is let in. audience: the OAuth client."},
  {"Firebase", "securetoken.google.com/", {{}}, "audience: the project, the last part of the issuer."},
  {"GitHub Actions", "token.actions.", {{}},
   "requiredClaims: {repository_owner_id: \"ID\"} or {repository_id: \"ID\"}: every workflow of GitHub has this issuer."},
  {"GitLab", "//gitlab.", {{}},
   "requiredClaims: {project_id: \"ID\", ref_protected: \"true\"}: every project of the instance has this issuer."},
  {"Kubernetes", "kubernetes.default", {{}},
   "requiredClaims: {/kubernetes.io/namespace: NAME}: every pod can ask for your audience."},
  {"Supabase", ".supabase.co", {{
     {"audience", R"("authenticated")", "the same for all users"},
     {"requiredClaims", R"({"is_anonymous": false})", "keeps anonymous users out"},
     {"rolesClaim", R"(["/app_metadata/roles", {"claim": "role", "form": "text"}])", "user_metadata is the user's own"}}},
   ""},
  {"Clerk", "//clerk.", {{
     {"audienceClaim", R"("azp")", "session tokens have no aud"},
     {"rolesClaim", R"({"claim": "/o/rol", "form": "text"})", "the role in the active organization"},
     {"acceptMissingRoles", "true", "a session without an organization has no role"}}},
   "audience: the origins of your pages, as https://app.example.com."},
  {"Zitadel", "zitadel", {{
     {"rolesClaim", R"({"claim": "urn:zitadel:iam:org:project:roles", "form": "memberNames"})", "needs role assertion"}}},
   "audience: the project's id, in quotes."},
};
// clang-format on

}  // namespace jwtauth::commandLine
