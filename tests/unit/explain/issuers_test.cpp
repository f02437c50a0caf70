#include <chrono>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "jwtauth/testing.hpp"
#include "tests/support/expect.hpp"
#include "tests/support/manual_clock.hpp"

namespace jwtauth::tests {
namespace {

using testing::TokenIssuer;
using Config = JwtAuthenticationConfig;

const ManualClock& standing() {
  static const ManualClock clock;
  return clock;
}

/// Makes tokens of any issuer: one key, and the claims that a row has.
const TokenIssuer& signer() {
  static const TokenIssuer made(Algorithm::RS256, "https://issuer.example/", "api");
  return made;
}

/// A token that an operator holds in hand, the settings that refuse it, and what the explanation must name for a reader
/// to be helped, or must not say.
struct Situation {
  std::string_view name;
  std::string_view claims;  ///< besides exp, iat and sub; or a whole token that is no JWT
  void (*configure)(Config&);
  std::string_view code;
  std::initializer_list<std::string_view> names;
  std::initializer_list<std::string_view> omits{};
};

constexpr auto keycloak = [](Config& config) {
  config.issuer = "https://sso.example/realms/shop";
  config.audience = {"orders"};
};
constexpr auto keycloakRoles = [](Config& config) {
  keycloak(config);
  config.rolesClaim = "/realm_access/roles";
};
constexpr auto entra = [](Config& config) {
  config.issuer = "https://login.microsoftonline.com/11111111-2222-4333-8444-555555555555/v2.0";
  config.audience = {"c0ffee00-1234-4abc-8def-000000000001"};
};
constexpr auto cognito = [](Config& config) {
  config.issuer = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_A";
  config.audience = {"57cb"};
};
constexpr auto okta = [](Config& config) {
  config.issuer = "https://example.okta.com/oauth2/default";
  config.audience = {"api://default"};
};
constexpr auto kubernetes = [](Config& config) {
  config.issuer = "https://kubernetes.default.svc.cluster.local";
  config.audience = {"orders"};
};
constexpr auto supabase = [](Config& config) {
  config.issuer = "https://abc.supabase.co/auth/v1";
  config.audience = {"authenticated"};
};
constexpr auto google = [](Config& config) {
  config.issuer = "https://accounts.google.com";
  config.audience = {"123.apps.googleusercontent.com"};
};
constexpr auto unknown = [](Config& config) { config.issuer = "https://id.example"; };

template <auto base, const char* claim>
void withRoles(Config& config) {
  base(config);
  config.rolesClaim = claim;
}

constexpr char dotted[] = "realm_access.roles", slashed[] = "realm_access/roles", outer[] = "realm_access";
constexpr char ofClient[] = "/resource_access/my-api/roles", plainRoles[] = "roles", groups[] = "groups";
constexpr char groupsOfCognito[] = "cognito:groups", roleWord[] = "role";
constexpr char zitadelRoles[] = "urn:zitadel:iam:org:project:roles";

// clang-format off
const Situation situations[] = {
  // Keycloak
  {"realm roles by dots", R"("iss":"https://sso.example/realms/shop","aud":"orders","typ":"Bearer","realm_access":{"roles":["a"]})", withRoles<keycloak, dotted>, "rolesMissing", {"rolesClaim: /realm_access/roles"}, {"Auth0", "api.accessToken"}},
  {"realm roles by slashes", R"("iss":"https://sso.example/realms/shop","aud":"orders","realm_access":{"roles":["a"]})", withRoles<keycloak, slashed>, "rolesMissing", {"rolesClaim: /realm_access/roles"}},
  {"the object around the roles", R"("iss":"https://sso.example/realms/shop","aud":"orders","realm_access":{"roles":["a"]})", withRoles<keycloak, outer>, "rolesMalformed", {"rolesClaim: /realm_access/roles"}},
  {"a client's roles under another name", R"("iss":"https://sso.example/realms/shop","aud":"orders","resource_access":{"my_api":{"roles":["x"]}})", withRoles<keycloak, ofClient>, "rolesMissing", {"/resource_access", "\"my_api\""}, {"Auth0"}},
  {"a lightweight access token", R"("iss":"https://sso.example/realms/shop","aud":"orders","typ":"Bearer")", keycloakRoles, "rolesMissing", {"lightweight", "\"typ\""}, {"Auth0"}},
  {"aud is account", R"("iss":"https://sso.example/realms/shop","aud":"account","typ":"Bearer","azp":"orders","scope":"openid")", keycloak, "audienceMismatch", {"mapper", "azp says who asked"}, {"audience parameter", "ID token"}},
  {"no aud at Keycloak", R"("iss":"https://sso.example/realms/shop","typ":"Bearer","azp":"orders")", keycloak, "audienceMismatch", {"mapper", "aud is missing"}, {"audience parameter"}},
  {"the ID token of another client", R"("iss":"https://sso.example/realms/shop","aud":"spa","typ":"ID","azp":"spa")", keycloak, "audienceMismatch", {"ID token", "\"spa\"", "requiredClaims: {typ: Bearer}"}, {"mapper"}},
  {"a refresh token of Keycloak's", R"("iss":"https://sso.example/realms/shop","aud":"https://sso.example/realms/shop","typ":"Refresh")", keycloak, "audienceMismatch", {"refresh token", "access_token"}, {"mapper"}},
  {"an offline token", R"("iss":"https://sso.example/realms/shop","aud":"https://sso.example/realms/shop","typ":"Offline")", keycloak, "audienceMismatch", {"refresh token", "offline"}},
  {"the realm by its inner address", R"("iss":"https://sso.example/realms/shop","aud":"orders")", [](Config& config) { keycloak(config); config.issuer = "http://keycloak:8080/realms/shop"; }, "issuerMismatch", {"same realm", "issuer: \"https://sso.example/realms/shop\"", "jwksUri"}, {"Auth0"}},
  {"Keycloak of another realm", R"("iss":"https://sso.example/realms/other","aud":"orders")", keycloak, "issuerMismatch", {"https://HOST/realms/REALM"}, {"custom one"}},
  {"a token that Keycloak bound", R"("iss":"https://sso.example/realms/shop","aud":"orders","cnf":{"jkt":"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"})", keycloak, "confirmationUnbound", {"In Keycloak"}, {"Auth0"}},
  // Microsoft
  {"version 1 at a version 2 issuer", R"("iss":"https://sts.windows.net/11111111-2222-4333-8444-555555555555/","aud":"api://c0ffee00-1234-4abc-8def-000000000001","ver":"1.0","tid":"t")", entra, "issuerMismatch", {"version 1 token of the same tenant", "accessTokenAcceptedVersion", "https://sts.windows.net/11111111"}, {"Auth0", "another tenant"}},
  {"a token for Microsoft Graph", R"("iss":"https://login.microsoftonline.com/11111111-2222-4333-8444-555555555555/v2.0","aud":"00000003-0000-0000-c000-000000000000")", entra, "audienceMismatch", {"Microsoft Graph", "api://"}},
  {"a user in too many groups", R"("iss":"https://login.microsoftonline.com/11111111-2222-4333-8444-555555555555/v2.0","aud":"c0ffee00-1234-4abc-8def-000000000001","_claim_names":{"groups":"src1"})", withRoles<entra, groups>, "rolesMissing", {"too many groups", "application roles"}},
  {"a managed identity without roles", R"("iss":"https://login.microsoftonline.com/11111111-2222-4333-8444-555555555555/v2.0","aud":"c0ffee00-1234-4abc-8def-000000000001","idtyp":"app")", withRoles<entra, plainRoles>, "rolesMissing", {"application role", "Graph"}},
  {"Azure's management API", R"("iss":"https://login.microsoftonline.com/11111111-2222-4333-8444-555555555555/v2.0","aud":"https://management.azure.com/")", entra, "audienceMismatch", {"resource=api://GUID"}},
  {"no roles at Entra", R"("iss":"https://login.microsoftonline.com/11111111-2222-4333-8444-555555555555/v2.0","aud":"c0ffee00-1234-4abc-8def-000000000001","scp":"orders.read")", withRoles<entra, plainRoles>, "rolesMissing", {"App roles", "\"scp\""}, {"Auth0"}},
  {"B2C by the tenant's name", R"("iss":"https://shop.b2clogin.com/11111111-2222-4333-8444-555555555555/v2.0/","aud":"a")", [](Config& config) { config.issuer = "https://shop.b2clogin.com/shop.onmicrosoft.com/v2.0/"; config.audience = {"a"}; }, "issuerMismatch", {"GUID, not its name", "metadataUri"}},
  {"ADFS by its metadata", R"("iss":"http://sts.example/adfs/services/trust","aud":"a")", [](Config& config) { config.issuer = "https://sts.example/adfs"; config.audience = {"a"}; }, "issuerMismatch", {"http://sts.example/adfs/services/trust", "jwksUri"}},
  // Amazon
  {"an access token of Cognito's has no aud", R"("iss":"https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_A","token_use":"access","client_id":"57cb")", cognito, "audienceMismatch", {"audienceClaim: client_id", "token_use"}, {"token for ,", "audience parameter"}},
  {"an ID token of another Cognito client", R"("iss":"https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_A","token_use":"id","aud":"other")", cognito, "audienceMismatch", {"ID token", "token_use is id"}},
  {"a user in no group", R"("iss":"https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_A","token_use":"id","aud":"57cb")", [](Config& config) { cognito(config); config.rolesClaim = groupsOfCognito; }, "rolesMissing", {"ID token"}},
  {"a pod's token for AWS", R"("iss":"https://oidc.eks.eu-west-1.amazonaws.com/id/A","aud":["sts.amazonaws.com"],"kubernetes.io":{})", [](Config& config) { config.issuer = "https://oidc.eks.eu-west-1.amazonaws.com/id/A"; config.audience = {"orders"}; }, "audienceMismatch", {"for AWS", "audience \"orders\""}},
  // others
  {"Okta's org server", R"("iss":"https://example.okta.com","aud":"https://example.okta.com","jti":"AT.x","cid":"c","uid":"u")", okta, "issuerMismatch", {"org server", "https://example.okta.com/oauth2/default"}, {"rotated"}},
  {"no groups at Okta", R"("iss":"https://example.okta.com/oauth2/default","aud":"api://default","cid":"c","uid":"u","scp":["a"])", withRoles<okta, groups>, "rolesMissing", {"claim groups to the authorization server", "\"scp\""}, {"Auth0"}},
  {"ForgeRock without its port", R"("iss":"https://am.example:443/am/oauth2/alpha","aud":"api","tokenName":"access_token")", [](Config& config) { config.issuer = "https://am.example/am/oauth2/alpha"; }, "issuerMismatch", {":443"}},
  {"PingOne's own API", R"("iss":"https://auth.pingone.eu/env/as","aud":["https://api.pingone.com"])", [](Config& config) { config.issuer = "https://auth.pingone.eu/env/as"; }, "audienceMismatch", {"create a resource"}},
  {"a pod's default token", R"("iss":"https://kubernetes.default.svc.cluster.local","aud":["https://kubernetes.default.svc.cluster.local"],"kubernetes.io":{"namespace":"shop"})", kubernetes, "audienceMismatch", {"API server", "audience \"orders\""}},
  {"a pod's token of the old kind", R"("iss":"kubernetes/serviceaccount","kubernetes.io/serviceaccount/namespace":"shop")", kubernetes, "issuerMismatch", {"projected"}},
  {"Supabase's anon key", R"("iss":"supabase","ref":"abc","role":"anon")", supabase, "issuerMismatch", {"anon key, not a user's token"}},
  {"Supabase's role is a text", R"("iss":"https://abc.supabase.co/auth/v1","aud":"authenticated","role":"authenticated","app_metadata":{})", withRoles<supabase, roleWord>, "rolesMalformed", {"form: text"}},
  {"Clerk has azp in place of aud", R"("iss":"https://clerk.shop.example","azp":"https://shop.example","fva":[1,-1],"sid":"sess_1")", [](Config& config) { config.issuer = "https://clerk.shop.example"; config.audience = {"https://shop.example"}; }, "audienceMismatch", {"audienceClaim: azp"}},
  {"a Clerk token that expired", R"("iss":"https://clerk.shop.example","aud":"api","fva":[1,-1],"exp":1700000000)", [](Config& config) { config.issuer = "https://clerk.shop.example"; }, "expired", {"60 seconds", "getToken()"}},
  {"the names of an object are the roles", R"("iss":"https://acme.zitadel.cloud","aud":"api","urn:zitadel:iam:org:project:roles":{"editor":{"1":"a"}})", [](Config& config) { config.issuer = "https://acme.zitadel.cloud"; config.rolesClaim = zitadelRoles; }, "rolesMalformed", {"form: memberNames"}},
  {"Firebase by a client id", R"("iss":"https://securetoken.google.com/shop","aud":"shop","firebase":{})", [](Config& config) { config.issuer = "https://securetoken.google.com/shop"; config.audience = {"123.apps.googleusercontent.com"}; }, "audienceMismatch", {"project id"}},
  {"a custom token for Firebase", R"("iss":"sdk@shop.iam.gserviceaccount.com","sub":"sdk@shop.iam.gserviceaccount.com","aud":"https://identitytoolkit.googleapis.com/google.identity.identitytoolkit.v1.IdentityToolkit","uid":"u")", google, "issuerMismatch", {"custom token", "signInWithCustomToken"}},
  {"Google without https", R"("iss":"accounts.google.com","aud":"123.apps.googleusercontent.com")", google, "issuerMismatch", {"only by https://"}, {"Auth0"}},
  {"a refresh token of Descope's", R"("iss":"https://api.descope.com/P1","drn":"DSR")", [](Config& config) { config.issuer = "https://api.descope.com/P1"; }, "audienceMismatch", {"refresh token"}},
  {"Apple's client secret", R"("iss":"TEAM1","aud":"https://appleid.apple.com")", [](Config& config) { config.issuer = "https://appleid.apple.com"; }, "issuerMismatch", {"client secret"}},
  {"GitHub's default audience", R"("iss":"https://token.actions.githubusercontent.com","aud":"https://github.com/shop","repository":"shop/a")", [](Config& config) { config.issuer = "https://token.actions.githubusercontent.com"; }, "audienceMismatch", {"unless the job asks"}},
  {"GitLab's old job token", R"("iss":"https://gitlab.example","project_path":"a/b")", [](Config& config) { config.issuer = "https://gitlab.example"; }, "audienceMismatch", {"id_tokens"}},
  {"Hydra's empty aud", R"("iss":"https://hydra.example","aud":[],"client_id":"c","scp":["a"],"ext":{})", [](Config& config) { config.issuer = "https://hydra.example"; }, "audienceMismatch", {"empty list", "audience=", "audienceClaim: client_id"}, {"The step that refused"}},
  {"Casdoor's roles are objects", R"("iss":"https://door.casdoor.com","aud":"api","tokenType":"access-token","owner":"o")", [](Config& config) { config.issuer = "https://door.casdoor.com"; config.rolesClaim = "roles"; }, "rolesMissing", {"/roles/*/name"}},
  {"a service token of Cloudflare's", R"("iss":"https://acme.cloudflareaccess.com","aud":"api","sub":"","common_name":"x.access")", [](Config& config) { config.issuer = "https://acme.cloudflareaccess.com"; }, "usernameMalformed", {"common_name"}},
  {"a logout token", R"("iss":"https://id.example","aud":"api","events":{"http://schemas.openid.net/event/backchannel-logout":{}},"exp":1700000000)", unknown, "expired", {"logout token"}},
  // issuers that are not known
  {"no aud, and the client is the configured audience", R"("iss":"https://id.example","client_id":"api")", unknown, "audienceMismatch", {"audienceClaim: client_id"}, {"Auth0", "token for ,"}},
  {"an empty aud", R"("iss":"https://id.example","aud":[])", unknown, "audienceMismatch", {"empty list"}, {"Auth0"}},
  {"roles missing", R"("iss":"https://id.example","aud":"api","authz":{"groups":["a"]},"x":1)", [](Config& config) { unknown(config); config.rolesClaim = "roles"; }, "rolesMissing", {"\"x\"", "\"/authz/groups\""}, {"Auth0", "api.accessToken"}},
  {"a user id that is a number", R"("iss":"https://id.example","aud":"api","user_id":42)", [](Config& config) { unknown(config); config.usernameClaim = "user_id"; }, "usernameMalformed", {"is a number", "usernameForm: integer"}},
  {"a nested user name by dots", R"("iss":"https://id.example","aud":"api","user":{"id":"a"})", [](Config& config) { unknown(config); config.usernameClaim = "user.id"; }, "usernameMissing", {"usernameClaim: /user/id"}},
  {"a refresh token of a framework", R"("iss":"https://id.example","aud":"other","token_type":"refresh")", unknown, "audienceMismatch", {"refresh token"}},
  {"a client's assertion", R"("iss":"client-1","sub":"client-1","aud":"api")", unknown, "issuerMismatch", {"private_key_jwt", "access_token"}},
  // tokens that are no JWTs
  {"Google's access token", "ya29.a0AfB_byCinvented-invented", google, "tokenMalformed", {"opaque", "ID token", "Google"}, {"cut off", "Auth0"}},
  {"Hydra's opaque token", "ory_at_abcdefgh.ijklmnop", unknown, "tokenMalformed", {"opaque", "access_token: jwt"}, {"cut off"}},
  {"Authelia's opaque token", "authelia_at_abcdefgh.ijklmnop", unknown, "tokenMalformed", {"access_token_signed_response_alg"}},
  {"Slack's token", "xoxp-1-2-3-abc", unknown, "tokenMalformed", {"Slack"}},
  {"Salesforce's session id", "00D000000000001!AQ4AQabcdef.ghijk", unknown, "tokenMalformed", {"connected app"}},
  {"Duende's reference token", "AAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBCCCCCCCCCCCCCCCCDDDDDDDDDDDDDDDD-1", unknown, "tokenMalformed", {"reference token", "AccessTokenType"}},
  {"GitHub's own token", "ghs_abcdefghijklmnop", unknown, "tokenMalformed", {"id-token: write"}},
  {"an opaque token where Zitadel is configured", "abcdefghijklmnop", [](Config& config) { config.issuer = "https://acme.zitadel.cloud"; }, "tokenMalformed", {"Auth Token Type"}, {"Auth0"}},
  {"an opaque token of an unknown issuer", "abcdefghijklmnop", unknown, "tokenMalformed", {"opaque"}, {"Auth0"}},
  {"an encrypted token of Keycloak's", "eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.a.b.c.d", keycloak, "tokenMalformed", {"encryption", "Keycloak"}, {"Auth0"}},
  {"anybody's workflow at GitHub, accepted", R"("iss":"https://token.actions.githubusercontent.com","aud":"api")", [](Config& config) { config.issuer = "https://token.actions.githubusercontent.com"; }, "none", {"requiredClaims", "repository_owner_id"}},
  {"a workflow at GitHub of one owner, accepted", R"("iss":"https://token.actions.githubusercontent.com","aud":"api","repository_owner_id":"1")", [](Config& config) { config.issuer = "https://token.actions.githubusercontent.com"; config.requiredClaims = {{.name = "repository_owner_id", .values = {"1"}}}; }, "none", {}, {"Every workflow"}},
  {"anybody's Google account, accepted", R"("iss":"https://accounts.google.com","aud":"api")", [](Config& config) { config.issuer = "https://accounts.google.com"; }, "none", {"requiredClaims", "hd"}},
};
// clang-format on

std::string headerOf(const Situation& situation) {
  if (situation.claims.find('"') == std::string_view::npos) return "Bearer " + std::string(situation.claims);
  const auto now = std::chrono::floor<std::chrono::seconds>(standing().now()).time_since_epoch().count();
  std::string payload = "{" + std::string(situation.claims);
  if (payload.find("\"exp\"") == std::string::npos) payload += ",\"exp\":" + std::to_string(now + 60);
  if (payload.find("\"sub\"") == std::string::npos) payload += ",\"sub\":\"ann\"";
  return signer().token("ann").payloadText(payload + "}").bearer();
}

std::string joined(const std::vector<std::string>& hints) {
  std::string all;
  for (const std::string& hint : hints) all += hint + '\n';
  return all;
}

TEST_CASE("an explanation names what is in the token, and the place at its issuer where it is changed") {
  for (const Situation& situation : situations) {
    CAPTURE(situation.name);
    Config config = signer().config();
    situation.configure(config);
    const Explanation explanation = JwtAuthenticationMechanism(config, standing().clock()).explain(headerOf(situation));
    CHECK(nameOf(explanation.error.code) == situation.code);
    const std::string hints = joined(explanation.hints);
    CAPTURE(hints);
    for (const std::string_view name : situation.names) {
      CAPTURE(name);
      CHECK(hints.find(name) != std::string::npos);
    }
    for (const std::string_view name : situation.omits) {
      CAPTURE(name);
      CHECK(hints.find(name) == std::string::npos);
    }
  }
}

TEST_CASE("an explanation names settings of the file, and no function of the library") {
  for (const Situation& situation : situations) {
    CAPTURE(situation.name);
    Config config = signer().config();
    situation.configure(config);
    const Explanation explanation = JwtAuthenticationMechanism(config, standing().clock()).explain(headerOf(situation));
    for (const std::string_view word : {"::", "parseJwks", "openKeySource", "fromText"}) {
      CHECK(joined(explanation.hints).find(word) == std::string::npos);
    }
  }
}

}  // namespace
}  // namespace jwtauth::tests
